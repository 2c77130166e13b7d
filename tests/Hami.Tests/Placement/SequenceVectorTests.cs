using System.Text.Json;
using Hami.Core.Placement;
using Hami.Core.Placement.State;
using Hami.Core.Requests;
using Hami.Tests.Vectors;
using Xunit;

namespace Hami.Tests.Placement;

/// <summary>Pods scheduled, ended and deleted one after another.</summary>
public sealed class SequenceVectorTests
{
    public static TheoryData<string> Ids => [.. VectorFile.OfKind("sequence").Select(scenario => scenario.Id)];

    [Theory]
    [MemberData(nameof(Ids))]
    public void Follows_the_original(string id)
    {
        var scenario = VectorFile.All.Single(candidate => candidate.Id == id);
        var cluster = new VectorCluster(scenario.Json);
        var vendors = VectorVendors.Of(scenario.Text("config")!);
        var placed = new Dictionary<string, Pod>();
        var steps = scenario.Json.GetProperty("steps").EnumerateArray().ToList();
        for (var i = 0; i < steps.Count; i++)
        {
            var step = steps[i];
            var reference = step.TryGetProperty("ref", out var named) ? named.GetString()! : "";
            switch (step.GetProperty("op").GetString())
            {
                case "schedule":
                    Schedule(cluster, vendors, step, StepExpectation(scenario, step, i), placed);
                    break;
                case "delete":
                    if (placed.Remove(reference, out var gone)) cluster.State.PodDeleted(gone.Uid);
                    break;
                case "phase":
                    if (placed.TryGetValue(reference, out var ending))
                        cluster.State.PodUpserted(placed[reference] = ending with { Phase = Enum.Parse<PodPhase>(step.GetProperty("phase").GetString()!) });
                    break;
                case "init-done":
                    if (placed.TryGetValue(reference, out var started))
                        cluster.State.PodUpserted(placed[reference] = started with { InitContainersCompleted = true });
                    break;
                default:
                    Assert.Fail($"unknown step {step}");
                    break;
            }
        }

        var expect = scenario.Expect;
        if (expect.TryGetProperty("final_usage", out var usage))
        {
            foreach (var node in usage.EnumerateObject()) cluster.AssertUsage(node.Name, node.Value);
        }

        if (expect.TryGetProperty("final_quota_used", out var quota)) cluster.AssertQuota(quota);
    }

    // A deviation lists what every step is expected to answer.
    private static JsonElement StepExpectation(Scenario scenario, JsonElement step, int index) =>
        scenario.Deviation is null ? step.GetProperty("expect") : scenario.Expect.GetProperty("steps")[index];

    private static void Schedule(VectorCluster cluster, VendorSet vendors, JsonElement step, JsonElement expect, Dictionary<string, Pod> placed)
    {
        var pod = VectorCluster.ReadPod(step.GetProperty("pod"));
        var outcome = cluster.Filter(pod, step.GetProperty("nodes").EnumerateArray().Select(node => node.GetString()!));
        if (expect.TryGetProperty("error", out var error))
        {
            Assert.Equal(FilterKind.Failed, outcome.Kind);
            Assert.Contains(error.GetString()!, outcome.Error);
            return;
        }

        if (expect.TryGetProperty("passed_through", out _))
        {
            Assert.Equal(FilterKind.PassedThrough, outcome.Kind);
            return;
        }

        if (expect.TryGetProperty("failed", out var failed))
        {
            Assert.Equal(FilterKind.Refused, outcome.Kind);
            Assert.Equal(
                failed.EnumerateObject().Select(node => $"{node.Name}: {node.Value.GetString()}").Order(StringComparer.Ordinal),
                outcome.Refusals.Select(refusal => $"{refusal.Node}: {refusal.Reason}").Order(StringComparer.Ordinal));
            return;
        }

        Assert.Equal(FilterKind.Placed, outcome.Kind);
        Assert.Equal(expect.GetProperty("chosen").GetString(), outcome.Placement!.NodeName);
        cluster.AssertAnnotations(outcome.Placement, expect.GetProperty("annotations"));

        // From here on what stands on the pod is all that is known of it, as after a restart.
        var annotations = pod.Annotations.Concat(Decision.Annotations(outcome.Placement, vendors, DateTimeOffset.UnixEpoch)).ToDictionary();
        var running = pod with { NodeName = outcome.Placement.NodeName, Phase = PodPhase.Running, Annotations = annotations };
        cluster.State.PodUpserted(running);
        placed[pod.FullName] = running;
    }
}
