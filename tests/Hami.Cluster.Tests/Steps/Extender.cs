using System.Text.Json.Nodes;
using Hami.Cluster.Tests.Running;

namespace Hami.Cluster.Tests.Steps;

/// <summary>Calls the extender in kube-scheduler's place.</summary>
internal sealed class Extender : IStep
{
    public string Replica { get; init; } = "a";

    /// <summary>filter or bind.</summary>
    public required string Call { get; init; }

    /// <summary>Name of the pod.</summary>
    public required string Pod { get; init; }

    /// <summary>The node that is offered, or bound to.</summary>
    public required string Node { get; init; }

    /// <summary>What is remembered as the UID to bind; the pod's own when not given.</summary>
    public string Uid { get; init; } = "";

    /// <summary>What the answer's error says; none for success.</summary>
    public List<string> Says { get; init; } = [];

    public async Task TakeAsync(ScenarioRun run)
    {
        var pod = await run.Api.DoAsync("GET", $"/api/v1/namespaces/{run.Namespace}/pods/{Pod}");
        var arguments = Call == "filter"
            ? new JsonObject { [nameof(Pod)] = pod, ["Nodes"] = null, ["NodeNames"] = new JsonArray(Node) }
            : new JsonObject
            {
                ["PodName"] = Pod,
                ["PodNamespace"] = run.Namespace,
                ["PodUID"] = Uid.Length > 0 ? run.Remembered[Uid] : (string)pod["metadata"]!["uid"]!,
                [nameof(Node)] = Node,
            };
        var answer = await run.Replicas.Single(one => one.Name == Replica).CallAsync(Call, arguments);
        run.Say(answer.ToJsonString());
        var error = (string?)answer["Error"] ?? "";
        if (error.Length > 0 != Says.Count > 0 || Says.Exists(word => !error.Contains(word, StringComparison.Ordinal)))
            throw new InvalidOperationException($"{this} answers \"{error}\", expected {(Says.Count > 0 ? string.Join(", ", Says) : "no error")}");
        if (Call == "filter" && Says.Count == 0 && (string?)answer["NodeNames"]?[0] != Node) throw new InvalidOperationException($"{this} answers {answer.ToJsonString()}");
    }

    public override string ToString() => $"{Call} {Pod} {Node}";
}
