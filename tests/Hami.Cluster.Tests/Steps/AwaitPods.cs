using System.Text.Json;
using Hami.Cluster.Tests.Plane;
using Hami.Cluster.Tests.Running;

namespace Hami.Cluster.Tests.Steps;

/// <summary>Waits until pods are as they should be.</summary>
internal sealed class AwaitPods : IStep
{
    /// <summary>Namespaces to look into; the scenario's when not given.</summary>
    public List<string> In { get; init; } = [];

    /// <summary>Only pods whose names begin like this.</summary>
    public string Named { get; init; } = "";

    /// <summary>running (or ended well), placed, refused, ended, gone.</summary>
    public required string Are { get; init; }

    /// <summary>How many there must be.</summary>
    public int Count { get; init; } = 1;

    /// <summary>Whether it is enough that so many are like that.</summary>
    public bool AtLeast { get; init; }

    public int Within { get; init; } = 120;

    /// <summary>Nodes whose names begin like this, all of them.</summary>
    public string On { get; init; } = "";

    /// <summary>What the time since they were made is told as.</summary>
    public string Figure { get; init; } = "";

    public async Task TakeAsync(ScenarioRun run)
    {
        await Until.NothingIsMissingAsync(() => MissingAsync(run), TimeSpan.FromSeconds(Within));
        if (Figure.Length == 0) return;
        var took = run.SinceCreation.Elapsed.TotalSeconds;
        run.Figure($"{Figure} after {took:0.0} s{(Count > 1 ? $" ({Count / took:0} pods/s)" : "")}");
    }

    public override string ToString() => $"{(Are == "gone" ? "no" : Count)} pod {Named}* {Are}";

    private async Task<string?> MissingAsync(ScenarioRun run)
    {
        List<JsonElement> pods = [];
        foreach (var ns in In.Count > 0 ? In : [run.Namespace])
        {
            pods.AddRange((await run.Api.ListAsync($"/api/v1/namespaces/{ns}/pods")).Where(pod => NameOf(pod).StartsWith(Named, StringComparison.Ordinal)));
        }

        if (Are == "gone") return pods.Count == 0 ? null : $"{pods.Count} pods are still there: {Some(pods)}";
        var not = pods.Where(pod => !IsSo(pod)).ToList();
        if (AtLeast && pods.Count - not.Count >= Count) return null;
        if (not.Count > 0 || pods.Count != Count) return $"{pods.Count - not.Count} of {Count} pods {Named}* are {Are}; not: {Some(not)}";
        var elsewhere = pods.Where(pod => !Text(pod.GetProperty("spec"), "nodeName").StartsWith(On, StringComparison.Ordinal)).ToList();
        return elsewhere.Count == 0 ? null : throw new InvalidOperationException($"not on {On}*: {Some(elsewhere)}");
    }

    private bool IsSo(JsonElement pod)
    {
        var phase = Text(pod.GetProperty("status"), "phase");
        return Are switch
        {
            "running" => phase is "Running" or "Succeeded",
            "ended" => phase == "Succeeded",
            "placed" => Text(pod.GetProperty("spec"), "nodeName").Length > 0,
            "refused" => IsRefused(pod),
            _ => throw new InvalidOperationException($"are: {Are}: running, placed, refused, ended or gone"),
        };
    }

    private static bool IsRefused(JsonElement pod) =>
        Text(pod.GetProperty("spec"), "nodeName").Length == 0
        && pod.GetProperty("status").TryGetProperty("conditions", out var conditions)
        && conditions.EnumerateArray().Any(static one => Text(one, "type") == "PodScheduled" && Text(one, "reason") == "Unschedulable");

    private static string Some(List<JsonElement> pods) =>
        string.Join(", ", pods.Take(8).Select(static pod => $"{NameOf(pod)} ({Text(pod.GetProperty("status"), "phase")} on \"{Text(pod.GetProperty("spec"), "nodeName")}\")"));

    private static string NameOf(JsonElement pod) => Text(pod.GetProperty("metadata"), "name");

    private static string Text(JsonElement holder, string name) => holder.TryGetProperty(name, out var text) ? text.GetString() ?? "" : "";
}
