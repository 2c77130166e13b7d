using System.Collections.Concurrent;
using Hami.Core.Placement.State;
using Hami.Core.Protocol;
using Hami.Core.Requests;
using Hami.Scheduler;
using Hami.Scheduler.Retry;
using Hami.Tests.Kubernetes.Fakes;
using Hami.Tests.Scheduler.Fakes;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace Hami.Tests.Scheduler.Retry;

/// <summary>A refused pod is brought back when it would fit, since kube-scheduler doesn't notice all that is given back (issue: known traps).</summary>
public sealed class RefusedPodsTests : IAsyncDisposable
{
    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(100);

    private readonly FakeTimeProvider time = new();
    private readonly SettableWallClock wall;
    private readonly MonotonicClock clock;
    private readonly CancellationTokenSource stop = new();
    private readonly ClusterState state = Cluster.State(Cluster.Node("n1"));
    private readonly ConcurrentQueue<(string Pod, DateTimeOffset At)> nudges = [];
    private readonly RefusedPods refused;
    private readonly Task running;

    public RefusedPodsTests()
    {
        wall = new SettableWallClock(time);
        clock = new MonotonicClock(wall);
        refused = new RefusedPods(state, NudgeAsync, wall);
        running = refused.RunAsync(stop.Token);
    }

    public enum Release
    {
        PodDeleted,
        PodEnded,
        InitContainersEnded,
        QuotaRaised,
        QuotaDeleted,
        CordonLifted,
        NodeAdded,
        ReservationLapsed,
        BindingRefused,
        ReportedUnschedulable,
    }

    [Theory]
    [InlineData(Release.PodDeleted)]
    [InlineData(Release.PodEnded)]
    [InlineData(Release.InitContainersEnded)]
    [InlineData(Release.QuotaRaised)]
    [InlineData(Release.QuotaDeleted)]
    [InlineData(Release.CordonLifted)]
    [InlineData(Release.NodeAdded)]
    [InlineData(Release.ReservationLapsed)]
    [InlineData(Release.BindingRefused)]
    [InlineData(Release.ReportedUnschedulable)]
    public async Task It_comes_back_after(Release release)
    {
        var happens = Prepare(release);
        var pod = Cluster.Pod("waiting", memory: 10_000);
        Refuse(pod, "n1", "n2");

        happens();

        await Eventually.Is(time, Step, () => !nudges.IsEmpty);
        Assert.All(nudges, nudge => Assert.Equal("waiting", nudge.Pod));
    }

    [Fact]
    public async Task Only_pods_that_would_fit_now()
    {
        state.PodUpserted(Cluster.Pod("first", memory: 8000).BoundTo("n1"));
        state.PodUpserted(Cluster.Pod("second", memory: 8000).BoundTo("n1"));
        Refuse(Cluster.Pod("small", memory: 5000), "n1");
        Refuse(Cluster.Pod("large", memory: 12_000), "n1");

        state.PodDeleted("uid-first");
        await Eventually.Is(time, Step, () => !nudges.IsEmpty);
        Assert.Equal(["small"], nudges.Select(nudge => nudge.Pod).Distinct());

        state.PodDeleted("uid-second");
        await Eventually.Is(time, Step, () => nudges.Any(nudge => nudge.Pod == "large"));
    }

    [Fact]
    public async Task Only_where_kube_scheduler_would_offer_it()
    {
        state.PodUpserted(Cluster.Pod("standing", memory: 16_384).BoundTo("n1"));
        Refuse(Cluster.Pod("tainted-off"), "n2"); // n1 was not among the nodes that passed kube-scheduler's own filters
        Refuse(Cluster.Pod("other"), "n1");

        state.PodDeleted("uid-standing");

        await Eventually.Is(time, Step, () => !nudges.IsEmpty);
        Assert.Equal(["other"], nudges.Select(nudge => nudge.Pod).Distinct());
    }

    [Fact]
    public async Task A_pod_that_was_never_refused_is_never_written_to()
    {
        state.PodUpserted(Cluster.Pod("standing", memory: 16_384).BoundTo("n1"));
        var never = Cluster.Pod("never", memory: 100);
        state.PodUpserted(never);
        state.Filter(never, state.Offer("n1"), Fence.Sole, clock.Now);
        Refuse(Cluster.Pod("sentinel"), "n1");

        state.PodDeleted("uid-standing");
        state.Lapse(clock.Now + TimeSpan.FromHours(1));

        await Eventually.Is(time, Step, () => !nudges.IsEmpty);
        Assert.Equal(["sentinel"], nudges.Select(nudge => nudge.Pod).Distinct());
    }

    [Fact]
    public async Task A_pod_that_was_placed_or_is_gone_is_left_alone()
    {
        state.PodUpserted(Cluster.Pod("standing", memory: 16_384).BoundTo("n1"));
        var placed = Cluster.Pod("placed", memory: 100);
        Refuse(placed, "n1");
        Refuse(Cluster.Pod("sentinel", memory: 100), "n1");
        Assert.Equal(2, refused.Count);

        refused.Remove(placed.Uid);
        state.PodDeleted("uid-standing");

        await Eventually.Is(time, Step, () => !nudges.IsEmpty);
        Assert.Equal(["sentinel"], nudges.Select(nudge => nudge.Pod).Distinct());
        Assert.Equal(1, refused.Count);
    }

    [Fact]
    public async Task A_pod_that_leaves_while_others_are_brought_back_is_left_alone()
    {
        state.PodUpserted(Cluster.Pod("standing", memory: 16_384).BoundTo("n1"));
        for (var i = 0; i < 2; i++) Refuse(Cluster.Pod($"p{i}", memory: 100), "n1");
        onNudge = pod => refused.Remove(pod.Name == "p0" ? "uid-p1" : "uid-p0");

        state.PodDeleted("uid-standing");

        await Eventually.Is(time, Step, () => !nudges.IsEmpty);
        for (var i = 0; i < 50; i++) // releases that would bring it back if it were still there
        {
            state.QuotaUpserted(Cluster.Quota(100_000));
            time.Advance(TimeSpan.FromSeconds(1));
            await Task.Yield();
        }

        Assert.Single(nudges.Select(nudge => nudge.Pod).Distinct());
    }

    [Fact]
    public async Task All_together_are_brought_back_at_a_limited_rate()
    {
        state.PodUpserted(Cluster.Pod("standing", memory: 16_384).BoundTo("n1"));
        for (var i = 0; i < 35; i++) Refuse(Cluster.Pod($"p{i}", memory: 100), "n1");

        state.PodDeleted("uid-standing");

        await Eventually.Is(time, Step, () => nudges.Select(nudge => nudge.Pod).Distinct().Count() == 35);
        var rounds = nudges.GroupBy(nudge => nudge.At).OrderBy(round => round.Key).ToList();
        Assert.All(rounds, round => Assert.True(round.Count() <= 10, $"{round.Count()} at once"));
        Assert.All(rounds.Zip(rounds.Skip(1)), pair => Assert.InRange((pair.Second.Key - pair.First.Key).TotalSeconds, 0.199, 60));
    }

    [Fact]
    public async Task The_same_pod_comes_back_at_growing_distances()
    {
        state.PodUpserted(Cluster.Pod("standing", memory: 16_384).BoundTo("n1"));
        var pod = Cluster.Pod("p", memory: 100);
        Refuse(pod, "n1");
        state.PodDeleted("uid-standing");
        onNudge = _ => refused.Add(pod, state.Offer("n1")); // kube-scheduler tries, and something else refuses it

        await Eventually.Is(time, TimeSpan.FromSeconds(1), () =>
        {
            state.QuotaUpserted(Cluster.Quota(100_000)); // something is given back all the time
            return nudges.Count == 9;
        });

        var at = nudges.Select(nudge => nudge.At).ToList();
        var distances = at.Zip(at.Skip(1), (earlier, later) => (later - earlier).TotalSeconds).ToList();
        Assert.All(distances.Zip([1.0, 2, 4, 8, 16, 32, 60, 60]), pair => Assert.True(pair.First >= pair.Second - 0.001, string.Join(", ", distances)));
    }

    [Fact]
    public async Task A_pod_whose_bind_failed_comes_back_though_nothing_was_given_back()
    {
        var pod = Cluster.Pod("p");
        state.PodUpserted(pod);
        var failed = clock.Now;
        refused.AddUnbound(pod);

        await Eventually.Is(time, Step, () => nudges.Count == 1);

        Assert.InRange((nudges.Single().At - failed).TotalSeconds, 4.999, 60); // kube-scheduler's own next try may come first
    }

    [Fact]
    public async Task A_wall_clock_that_is_set_back_delays_nothing()
    {
        state.PodUpserted(Cluster.Pod("standing", memory: 16_384).BoundTo("n1"));
        var pod = Cluster.Pod("p", memory: 100);
        Refuse(pod, "n1");
        state.PodDeleted("uid-standing");
        await Eventually.Is(time, Step, () => nudges.Count == 1);

        wall.Offset = TimeSpan.FromDays(-30);

        await Eventually.Is(time, Step, () =>
        {
            state.QuotaUpserted(Cluster.Quota(100_000));
            return nudges.Count == 2;
        });
        Assert.True(clock.Now - nudges.First().At < TimeSpan.FromDays(1));
    }

    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        await running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        stop.Dispose();
    }

    private Action<Pod> onNudge = static _ => { };

    private Task NudgeAsync(Pod pod, CancellationToken cancellation)
    {
        nudges.Enqueue((pod.Name, clock.Now));
        onNudge(pod);
        return Task.CompletedTask;
    }

    private void Refuse(Pod pod, params string[] nodes)
    {
        state.PodUpserted(pod);
        var offered = state.Offer(nodes);
        Assert.Equal(FilterKind.Refused, state.Filter(pod, offered, Fence.Sole, clock.Now).Kind);
        refused.Add(pod, offered);
    }

    /// <summary>Fills the cluster so that a pod of 10,000 MiB is refused; returns what makes room.</summary>
    private Action Prepare(Release release)
    {
        var holder = Cluster.Pod("holder", memory: 12_000);
        switch (release)
        {
            case Release.PodDeleted:
                state.PodUpserted(holder.BoundTo("n1"));
                return () => state.PodDeleted(holder.Uid);
            case Release.PodEnded:
                state.PodUpserted(holder.BoundTo("n1"));
                return () => state.PodUpserted(holder.BoundTo("n1") with { Phase = PodPhase.Succeeded });
            case Release.InitContainersEnded:
                var started = holder.BoundTo("n1", "GPU-n1-0,NVIDIA,12000,0:;GPU-n1-0,NVIDIA,1000,0:;") with { InitContainers = [new Container { Name = "init" }] };
                state.PodUpserted(started);
                return () => state.PodUpserted(started with { InitContainersCompleted = true });
            case Release.QuotaRaised:
                state.QuotaUpserted(Cluster.Quota(5000));
                return () => state.QuotaUpserted(Cluster.Quota(50_000));
            case Release.QuotaDeleted:
                state.QuotaUpserted(Cluster.Quota(5000));
                return () => state.QuotaDeleted("default", "quota");
            case Release.CordonLifted:
                state.NodeUpserted(Cluster.Node("n1", annotations: (AnnotationKeys.DeviceCordon, "GPU-n1-0")));
                return () => state.NodeUpserted(Cluster.Node("n1"));
            case Release.NodeAdded:
                state.PodUpserted(holder.BoundTo("n1"));
                state.NodeUpserted(Cluster.Node("n2") with { Annotations = new Dictionary<string, string>() });
                return () => state.NodeUpserted(Cluster.Node("n2"));
            case Release.ReservationLapsed:
                Reserve(holder);
                return () => state.Lapse(clock.Now + TimeSpan.FromHours(1));
            case Release.ReportedUnschedulable:
                Reserve(holder);
                return () => state.PodUpserted(holder with { ResourceVersion = "7", UnschedulableReport = "volume|Unschedulable|t" });
            default:
                Reserve(holder);
                state.BeginBind(new BindRequest("default", "holder", holder.Uid, "n1"), Fence.Sole, clock.Now);
                return () => state.SettleBind(holder.Uid, BindOutcome.Refused);
        }
    }

    private void Reserve(Pod pod)
    {
        state.PodUpserted(pod);
        Assert.Equal(FilterKind.Placed, state.Filter(pod, state.Offer("n1"), Fence.Sole, clock.Now).Kind);
    }
}
