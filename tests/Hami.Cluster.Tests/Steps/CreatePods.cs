using System.Diagnostics;
using System.Text.Json.Nodes;
using Hami.Cluster.Tests.Running;

namespace Hami.Cluster.Tests.Steps;

/// <summary>Makes pods of one container, many at once.</summary>
internal sealed class CreatePods : IStep
{
    private const int Abreast = 16;

    /// <summary>The pod's name; with a count the beginning of it.</summary>
    public required string Name { get; init; }

    public int Count { get; init; } = 1;

    /// <summary>Limits of the container.</summary>
    public Dictionary<string, string> Limits { get; init; } = [];

    /// <summary>Limits of an init container before it; none for no such container.</summary>
    public Dictionary<string, string> InitLimits { get; init; } = [];

    public Dictionary<string, string> Annotations { get; init; } = [];

    /// <summary>The node it must stand on; empty for any.</summary>
    public string On { get; init; } = "";

    /// <summary>Of another namespace than the scenario's.</summary>
    public string Namespace { get; init; } = "";

    public string As { get; init; } = "admin";

    public async Task TakeAsync(ScenarioRun run)
    {
        run.SinceCreation = Stopwatch.StartNew();
        var names = Count == 1 ? [Name] : Enumerable.Range(0, Count).Select(i => $"{Name}-{i}");
        var ns = Namespace.Length > 0 ? Namespace : run.Namespace;
        await Parallel.ForEachAsync(names, new ParallelOptions { MaxDegreeOfParallelism = Abreast }, async (name, _) =>
        {
            var answer = await run.Api.SendAsync(As, "POST", $"/api/v1/namespaces/{ns}/pods", Pod(name));
            if (!answer.IsDone) throw new InvalidOperationException($"pod {name}: {answer.Code} {answer.Message}");
        });
        if (Count > 1) run.Say($"{Count} pods were made in {run.SinceCreation.Elapsed.TotalSeconds:0.0} s");
    }

    public override string ToString() => $"make {Count} pod {Name}";

    private JsonObject Pod(string name)
    {
        var spec = new JsonObject { ["containers"] = new JsonArray(Container("main", Limits)) };
        if (InitLimits.Count > 0) spec["initContainers"] = new JsonArray(Container("before", InitLimits));
        if (On.Length > 0) spec["nodeSelector"] = new JsonObject { ["kubernetes.io/hostname"] = On };
        return new JsonObject
        {
            ["metadata"] = new JsonObject { ["name"] = name, ["annotations"] = Map(Annotations) },
            ["spec"] = spec,
        };
    }

    private static JsonObject Container(string name, Dictionary<string, string> limits) => new()
    {
        ["name"] = name,
        ["image"] = "registry.k8s.io/pause:3.9",
        ["resources"] = new JsonObject { ["limits"] = Map(limits) },
    };

    private static JsonObject Map(Dictionary<string, string> map) => new(map.Select(static pair => KeyValuePair.Create(pair.Key, (JsonNode?)pair.Value)));
}
