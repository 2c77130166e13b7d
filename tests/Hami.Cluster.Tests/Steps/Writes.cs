using Hami.Cluster.Tests.Running;

namespace Hami.Cluster.Tests.Steps;

/// <summary>Counts in the audit log what the scheduler wrote to pods: each pod by itself, events apart.</summary>
internal sealed class Writes : IStep
{
    /// <summary>Only pods whose names begin like this.</summary>
    public string Named { get; init; } = "";

    /// <summary>Only pods on nodes whose names begin like this.</summary>
    public string On { get; init; } = "";

    /// <summary>How many Bindings each pod took.</summary>
    public int Bindings { get; init; } = 1;

    /// <summary>How many other writes each pod took at least.</summary>
    public int Least { get; init; }

    /// <summary>And at most.</summary>
    public int Most { get; init; }

    public async Task TakeAsync(ScenarioRun run)
    {
        var pods = (await run.Api.ListAsync($"/api/v1/namespaces/{run.Namespace}/pods"))
            .Select(static pod => (Name: pod.GetProperty("metadata").GetProperty("name").GetString()!, Node: pod.GetProperty("spec").TryGetProperty("nodeName", out var node) ? node.GetString()! : ""))
            .Where(pod => pod.Name.StartsWith(Named, StringComparison.Ordinal) && pod.Node.StartsWith(On, StringComparison.Ordinal)).Select(static pod => pod.Name).ToHashSet();
        var calls = run.Calls.Where(call => call.IsWrite && call.Namespace == run.Namespace && pods.Contains(call.Name) && call.Resource.StartsWith("pods", StringComparison.Ordinal)).ToList();
        var ours = calls.Where(static call => call.Who == "hami-scheduler").ToLookup(static call => call.Name);
        foreach (var pod in pods)
        {
            var bindings = ours[pod].Count(static call => call is { Verb: "create", Resource: "pods/binding" });
            var others = ours[pod].Count() - bindings;
            if (bindings != Bindings || others < Least || others > Most)
                throw new InvalidOperationException($"pod {pod}: {bindings} Bindings and {others} other writes instead of {Bindings} and {Least} to {Most}:\n{string.Join('\n', ours[pod])}");
        }

        var refused = calls.Where(static call => call is { Who: "kube-scheduler", Resource: "pods/status" }).DistinctBy(static call => call.Name).Count();
        var nodes = run.Calls.Count(static call => call.IsWrite && call is { Who: "hami-scheduler", Resource: "nodes" });
        run.Figure(
            $"{pods.Count} pods {Named}* on {On}*: {pods.Sum(pod => ours[pod].Count())} writes by the scheduler to them, {refused} of them refused at first; {nodes} writes to all nodes so far");
        if (pods.Count == 0) throw new InvalidOperationException($"no pod {Named}* on {On}*");
    }

    public override string ToString() => $"writes to {Named}* on {On}*";
}
