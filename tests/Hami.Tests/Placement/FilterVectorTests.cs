using System.Text.Json;
using Hami.Core.Placement.State;
using Hami.Tests.Vectors;
using Xunit;

namespace Hami.Tests.Placement;

/// <summary>One pod against a few nodes: the original's answers, or our own where deviations.jsonl says why.</summary>
public sealed class FilterVectorTests
{
    public static TheoryData<string> Ids => [.. VectorFile.OfKind("filter").Concat(VectorFile.OfKind("score")).Select(scenario => scenario.Id)];

    [Theory]
    [MemberData(nameof(Ids))]
    public void Places_as_the_original(string id)
    {
        var scenario = VectorFile.All.Single(candidate => candidate.Id == id);
        var expect = scenario.Expect;
        var cluster = new VectorCluster(scenario.Json);
        var pod = VectorCluster.ReadPod(scenario.Json.GetProperty("pod"));
        if (expect.TryGetProperty("nodes", out var nodes))
        {
            foreach (var node in nodes.EnumerateObject()) cluster.AssertNode(node.Name, pod, node.Value);
        }

        var outcome = cluster.Filter(pod, VectorCluster.NodeNames(scenario.Json));
        if (expect.TryGetProperty("error", out var error))
        {
            Assert.Equal(FilterKind.Failed, outcome.Kind);
            Assert.Contains(error.GetString()!, outcome.Error);
            return;
        }

        if (expect.TryGetProperty("passed_through", out var passed) && passed.GetBoolean())
        {
            Assert.Equal(FilterKind.PassedThrough, outcome.Kind);
            return;
        }

        AssertChosen(outcome, expect);
        if (expect.TryGetProperty("usage_after", out var usage)) cluster.AssertUsage(outcome.Placement!.NodeName, usage);
        if (expect.TryGetProperty("quota_used_after", out var quota)) cluster.AssertQuota(quota);
        if (expect.TryGetProperty("best_to_worst", out var order)) AssertOrder(scenario.Json, pod, order);
    }

    // The next best is who is chosen when the best is not offered.
    private static void AssertOrder(JsonElement scenario, Hami.Core.Requests.Pod pod, JsonElement order)
    {
        var ranking = order.EnumerateArray().Select(node => node.GetString()!).ToList();
        for (var i = 0; i < ranking.Count; i++)
        {
            var outcome = new VectorCluster(scenario).Filter(pod, ranking.Skip(i).Reverse());
            Assert.Equal(ranking[i], outcome.Placement!.NodeName);
        }
    }

    private static void AssertChosen(FilterOutcome outcome, JsonElement expect)
    {
        var chosen = expect.GetProperty("chosen").EnumerateArray().Select(node => node.GetString()!).ToList();
        if (chosen.Count == 0)
        {
            Assert.Equal(FilterKind.Refused, outcome.Kind);
            return;
        }

        Assert.Equal(FilterKind.Placed, outcome.Kind);
        Assert.Contains(outcome.Placement!.NodeName, chosen);
    }
}
