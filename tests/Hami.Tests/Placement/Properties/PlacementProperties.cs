using CsCheck;
using Hami.Core.Placement;
using Hami.Core.Placement.Reasons;
using Hami.Core.Placement.State;
using Hami.Core.Requests;
using Hami.Tests.Placement.Checker;
using Hami.Tests.Placement.Model;
using Xunit;

namespace Hami.Tests.Placement.Properties;

/// <summary>What holds on every cluster, whatever happens on it: devices of four vendors, odd sizes, hardware instances, quotas, all request forms.</summary>
public sealed class PlacementProperties(ITestOutputHelper output)
{
    private static readonly Gen<(NodePlan[] Nodes, Step[] Steps)> Trials = Gen.Select(NodePlan.Gen.Array[1, 4], Step.Gen.Array[1, 60]);

    private int placed;
    private int fits;
    private int refusals;

    [Fact]
    public void No_device_is_over_committed_and_usage_is_what_the_annotations_say()
    {
        Trials.Sample(trial =>
        {
            var cluster = new TrialCluster(trial.Nodes);
            foreach (var step in trial.Steps)
            {
                cluster.Do(step);
                var decided = cluster.Placed is { } uid ? new HashSet<string> { uid } : null;
                if (decided is not null) Interlocked.Increment(ref placed);
                Assert.Empty(AnnotationChecker.Judge(cluster.CheckedNodes(), cluster.CheckedPods(), decided));
                AssertUsage(cluster);
            }
        }, iter: 3000);
        output.WriteLine($"{placed} pods placed");
        Assert.True(placed > 5000);
    }

    [Fact]
    public void What_is_placed_stays_within_the_quota() => Trials.Sample(trial =>
    {
        var cluster = new TrialCluster(trial.Nodes);
        foreach (var step in trial.Steps)
        {
            cluster.Do(step);
            if (cluster.Placed is not { } uid) continue;
            var ns = cluster.NamespaceOf(uid);
            var shares = CheckedShare.Of(cluster.CheckedPods().Single(pod => pod.Uid == uid), []);
            if (shares.Any(static share => share.Vendor == "nvidia")) AssertWithin(cluster, ns, Words.GpuMemory, Words.GpuCores, 1, static id => id.StartsWith("GPU-", StringComparison.Ordinal));
            if (shares.Any(static share => share.Vendor == "cambricon-mlu")) AssertWithin(cluster, ns, Words.MluMemory, Words.MluCores, 256, static id => id.Contains("-cambricon-mlu-", StringComparison.Ordinal));
        }
    }, iter: 500);

    [Fact]
    public void Releasing_every_pod_restores_the_empty_state() => Trials.Sample(trial =>
    {
        var cluster = new TrialCluster(trial.Nodes);
        foreach (var step in trial.Steps) cluster.Do(step);
        cluster.ReleaseAll();
        Assert.All(cluster.State.Snapshots, static snapshot =>
        {
            for (var i = 0; i < snapshot.Devices.Length; i++)
            {
                Assert.Equal(default, snapshot.Usage[i]);
                Assert.Empty(snapshot.InstancesOn(i).ToArray());
                Assert.Equal(snapshot.Devices[i].IsHealthy, snapshot.IsUsable(i));
            }
        });
        Assert.All(cluster.State.Quotas(), static row => Assert.Equal(0, row.Used));
        Assert.Equal(0, cluster.State.ReservationCount);
        Assert.Empty(SchedulerProcess.Pods(cluster.State));
        Assert.Empty(SchedulerProcess.Uids(cluster.State));
    }, iter: 500);

    [Fact]
    public void A_decision_depends_on_nothing_but_what_stands_and_is_asked() => Gen.Select(Trials, PodPlan.Gen, Gen.Int[0, 10_000]).Sample((trial, plan, order) =>
    {
        var cluster = new TrialCluster(trial.Nodes);
        foreach (var step in trial.Steps) cluster.Do(step);
        var pod = plan.Object(9999);
        var first = cluster.State.Decide(pod, cluster.Candidates(order));
        Assert.Equal(Describe(first), Describe(cluster.State.Decide(pod, cluster.Candidates(order))));
        var rebuilt = cluster.Rebuilt();
        Assert.Equal(Describe(first), Describe(rebuilt.Decide(pod, cluster.Candidates(order, rebuilt))));
    }, iter: 500);

    [Fact]
    public void The_order_of_candidates_decides_between_equals_only() => Gen.Select(Trials, PodPlan.Gen, Gen.Int[0, 10_000]).Sample((trial, plan, order) =>
    {
        var cluster = new TrialCluster(trial.Nodes);
        foreach (var step in trial.Steps) cluster.Do(step);
        var pod = plan.Object(9999);
        var first = cluster.State.Decide(pod, cluster.Candidates(order, mayLeaveOut: false));
        var second = cluster.State.Decide(pod, cluster.Candidates(order + 5, mayLeaveOut: false));
        Assert.Equal(first.Kind, second.Kind);
        if (first.Placement?.NodeName == second.Placement?.NodeName) Assert.Equal(Describe(first), Describe(second));
        else Assert.Equal(first.Placement!.Score, second.Placement!.Score);
        Assert.Equal(first.Refusals.OrderBy(static refusal => refusal.Node), second.Refusals.OrderBy(static refusal => refusal.Node));
    }, iter: 500);

    [Fact]
    public void An_explanation_says_of_each_node_what_a_decision_would()
    {
        Gen.Select(Trials, PodPlan.Gen).Sample((trial, plan) =>
        {
            var cluster = new TrialCluster(trial.Nodes);
            foreach (var step in trial.Steps) cluster.Do(step);
            var pod = plan.Object(9999);
            if (!PodRequests.Read(pod, Words.Vendors).AsksForDevices) return;
            foreach (var explained in cluster.State.Explain(pod, cluster.Candidates(0, mayLeaveOut: false)))
            {
                var alone = cluster.State.NewCandidates();
                alone.Add(explained.Node);
                var decided = cluster.State.Decide(pod, alone);
                Assert.Equal(explained.Fits, decided.Kind == FilterKind.Placed);
                Interlocked.Increment(ref explained.Fits ? ref fits : ref refusals);
                if (explained.Fits) Assert.Equal(explained.Score, decided.Placement!.Score);
                else AssertReasons(cluster.State.SnapshotOf(explained.Node), pod, explained, Assert.Single(decided.Refusals).Reason);
            }
        }, iter: 1000);
        output.WriteLine($"{fits} nodes fit, {refusals} were refused");
        Assert.True(fits > 100 && refusals > 100);
    }

    private static void AssertUsage(TrialCluster cluster)
    {
        var loads = AnnotationChecker.Loads(cluster.CheckedPods());
        foreach (var snapshot in cluster.State.Snapshots)
        {
            for (var i = 0; i < snapshot.Devices.Length; i++)
            {
                var load = loads.GetValueOrDefault(snapshot.Devices[i].Id);
                Assert.Equal((load.Memory, load.Cores), (snapshot.Usage[i].Memory, snapshot.Usage[i].Cores));

                // Several instances of one init container on one device count as one slot, as in the original (control-plane.md §6.9).
                if (!snapshot.Devices[i].IsMig) Assert.Equal(load.Slots, snapshot.Usage[i].Slots);
            }
        }
    }

    private static void AssertWithin(TrialCluster cluster, string ns, string memoryResource, string coreResource, int factor, Func<string, bool> isOfVendor)
    {
        var (memory, cores) = cluster.TakenBy(ns, isOfVendor);
        foreach (var quota in cluster.QuotasOf(ns))
        {
            if (quota.Hard.TryGet($"limits.{memoryResource}", out var limit)) Assert.InRange(memory, 0, long.Parse(limit.Text) * factor);
            if (quota.Hard.TryGet($"limits.{coreResource}", out limit)) Assert.InRange(cores, 0, long.Parse(limit.Text));
        }
    }

    // Every count of the node's reason is borne out by reasons of single devices; every device that did not do has one.
    private static void AssertReasons(NodeSnapshot? snapshot, Pod pod, NodeExplanation explained, string reason)
    {
        Assert.Equal(reason, explained.Reason);
        if (reason is NodeReason.Unregistered or NodeReason.InsufficientDevices) return;
        Assert.NotNull(snapshot);
        var container = explained.Devices[^1].Container;
        var devices = explained.Devices.Where(device => device.Container == container).ToList();
        Assert.All(devices, device => Assert.Contains(device.DeviceId, snapshot.Devices.ToArray().Select(static known => known.Id)));
        var picked = 0;
        var total = 0;
        foreach (var item in reason.Split(", "))
        {
            var count = int.Parse(item.Split('/')[0]);
            total = int.Parse(item.Split('/')[1].Split(' ')[0]);
            var word = Enum.Parse<ReasonWord>(item.Split(' ')[1]);
            if (word == ReasonWord.AllocatedCardsInsufficientRequest) picked = count;
            else Assert.True(devices.Count(device => device.Word == word) >= count, $"{pod.Name}: {reason}");
        }

        Assert.True(devices.Select(static device => device.DeviceId).Distinct().Count() + picked >= total, $"{reason}: {string.Join("; ", devices)}");
    }

    private static string Describe(FilterOutcome outcome) => outcome.Kind switch
    {
        FilterKind.Placed => string.Join('\n', Decision.Annotations(outcome.Placement!, Words.Vendors, TrialCluster.Now).Select(static entry => $"{entry.Key}={entry.Value}")) + outcome.Placement!.Score,
        FilterKind.Refused => string.Join('\n', outcome.Refusals),
        _ => $"{outcome.Kind} {outcome.Error}",
    };
}
