using Hami.Core.Placement.State;
using Hami.Scheduler;
using Hami.Scheduler.Leadership;
using Hami.Tests.Kubernetes.Fakes;
using Hami.Tests.Scheduler.Fakes;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace Hami.Tests.Scheduler.Leadership;

/// <summary>When this replica may place (design: two replicas; trust.md: a previous term's cache after A→B→A).</summary>
public sealed class TermsTests : IAsyncDisposable
{
    private static readonly TimeSpan BindTimeout = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Lease = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(250);

    private readonly FakeTimeProvider time = new();
    private readonly CancellationTokenSource stop = new();
    private readonly SchedulingRight right = new();
    private readonly ClusterState state = Cluster.State(Cluster.Node("n1"));
    private readonly FakeLeadership leadership;
    private readonly MonotonicClock clock;
    private readonly DateTimeOffset begun;
    private readonly List<TimeSpan> lists = [];
    private TaskCompletionSource listed = Done();
    private Task running = Task.CompletedTask;

    public TermsTests()
    {
        leadership = new FakeLeadership(time);
        clock = new MonotonicClock(time);
        begun = clock.Now;
    }

    private static TaskCompletionSource Done()
    {
        var done = new TaskCompletionSource();
        done.SetResult();
        return done;
    }

    [Fact]
    public void Before_anything_is_known_there_is_no_right()
    {
        Assert.Equal(Fence.None, right.Current);
        Assert.Equal("starting: the caches are not filled yet", right.Reason);
    }

    [Fact]
    public async Task Whoever_does_not_hold_the_lease_may_not_place()
    {
        running = Terms().RunAsync(stop.Token);
        leadership.Passes(toUs: false, 0, TimeSpan.Zero, holder: "");
        await Eventually.Is(() => right.Reason == "nobody holds the lease");
        leadership.Passes(toUs: false, 1, Lease, holder: "other_1");
        await Eventually.Is(() => right.Reason == "other_1 holds the lease");
        Assert.False(right.Current.Holds);
    }

    [Fact]
    public async Task A_new_holder_waits_the_bind_timeout_lists_from_the_quorum_and_only_then_places()
    {
        listed = new TaskCompletionSource();
        running = Terms().RunAsync(stop.Token);
        leadership.Passes(toUs: true, 4, Lease);
        await Eventually.Is(() => right.Reason.StartsWith("taking over: waits 5 s", StringComparison.Ordinal));

        time.Advance(BindTimeout - TimeSpan.FromTicks(1));
        Assert.Empty(lists);
        time.Advance(TimeSpan.FromTicks(1));
        await Eventually.Is(() => lists.Count == 1);
        Assert.False(right.Current.Holds);

        listed.SetResult();
        await Eventually.Is(() => right.Current.Holds);
        Assert.Equal(4, right.Current.Term);
        Assert.Equal(clock.Now + Lease - BindTimeout, right.Current.ValidUntil);
        Assert.Equal("", right.Reason);
    }

    [Fact]
    public async Task Renewals_move_the_end_of_the_right()
    {
        await TakeOverAsync(1);
        var before = right.Current.ValidUntil;

        time.Advance(TimeSpan.FromSeconds(2));
        leadership.Renews(ours: true, 1, Lease);
        var renewed = clock.Now + Lease;

        await Eventually.Is(time, Tick, () => right.Current.ValidUntil == renewed);
        Assert.True(renewed > before);
        Assert.Equal(1, right.Current.Term);
    }

    [Fact]
    public async Task The_right_goes_with_the_lease()
    {
        await TakeOverAsync(1);
        leadership.Passes(toUs: false, 2, Lease, holder: "other_1");
        await Eventually.Is(() => right.Reason == "other_1 holds the lease");
        Assert.Equal(Fence.None, right.Current);
    }

    [Fact]
    public async Task A_lease_that_runs_out_unheard_ends_the_right_too()
    {
        await TakeOverAsync(1);
        await Eventually.Is(time, Tick, () => right.Reason == "the lease was lost");
        Assert.False(right.Current.Holds);
    }

    [Fact]
    public async Task A_lease_that_is_lost_while_taking_over_gives_no_right()
    {
        running = Terms().RunAsync(stop.Token);
        leadership.Passes(toUs: true, 1, Lease);
        await Eventually.Is(() => right.Reason.StartsWith("taking over", StringComparison.Ordinal));
        leadership.Passes(toUs: false, 2, Lease, holder: "other_1");
        await Eventually.Is(() => right.Reason == "other_1 holds the lease");

        time.Advance(BindTimeout * 10);
        leadership.Passes(toUs: false, 3, Lease, holder: "third_1"); // told after whatever the term before still did
        await Eventually.Is(() => right.Reason == "third_1 holds the lease");
        Assert.False(right.Current.Holds);
        Assert.Empty(lists);
    }

    [Fact]
    public async Task Back_after_another_holder_the_caches_and_reservations_of_the_earlier_term_count_for_nothing()
    {
        await TakeOverAsync(1);
        var pod = Cluster.Pod("p");
        state.PodUpserted(pod);
        state.Filter(pod, state.Offer("n1"), right.Current, clock.Now);
        Assert.Equal(4000, state.MemoryTaken("n1"));

        leadership.Passes(toUs: false, 2, Lease, holder: "other_1");
        await Eventually.Is(() => !right.Current.Holds);
        Assert.Single(lists);
        leadership.Passes(toUs: true, 3, Lease * 10);
        await Eventually.Is(time, Tick, () => right.Current.Holds);

        Assert.Equal(3, right.Current.Term);
        Assert.Equal(2, lists.Count);
        Assert.Equal((0, 0), (state.ReservationCount, state.MemoryTaken("n1")));
    }

    [Fact]
    public async Task A_scheduler_without_replicas_places_at_once_when_no_pod_waits()
    {
        state.PodUpserted(Cluster.Pod("running").BoundTo("n1"));
        state.PodUpserted(Cluster.Pod("plain") with { Containers = [] });

        await Eventually.Ends(Terms().RunSoleAsync(stop.Token)); // no time passes

        Assert.Equal(Fence.Sole, right.Current);
        Assert.Empty(lists);
    }

    [Fact]
    public async Task And_waits_and_lists_when_a_Binding_of_its_predecessor_may_still_reach_one()
    {
        state.PodUpserted(Cluster.Pod("pending"));
        running = Terms().RunSoleAsync(stop.Token);
        await Eventually.Is(() => right.Reason.StartsWith("started: waits 5 s", StringComparison.Ordinal));

        time.Advance(BindTimeout - TimeSpan.FromTicks(1));
        Assert.False(right.Current.Holds);
        Assert.Empty(lists);
        time.Advance(TimeSpan.FromTicks(1));
        await Eventually.Ends(running);

        Assert.Equal(Fence.Sole, right.Current);
        Assert.Equal([BindTimeout], lists);
    }

    [Fact]
    public async Task And_when_the_server_binds_whatever_pod_has_the_name_since_that_may_be_made_yet()
    {
        running = Terms(bindsByUid: false).RunSoleAsync(stop.Token);
        await Eventually.Is(() => right.Reason.StartsWith("started: waits 5 s", StringComparison.Ordinal));
        time.Advance(BindTimeout);
        await Eventually.Ends(running);
        Assert.Equal([BindTimeout], lists);
    }

    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        await running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        stop.Dispose();
    }

    private Terms Terms(bool bindsByUid = true) => new(leadership, right, state, ListAsync, _ => Task.FromResult(bindsByUid), clock, time, BindTimeout, NullLogger<Terms>.Instance);

    private async Task TakeOverAsync(long term)
    {
        running = Terms().RunAsync(stop.Token);
        leadership.Passes(toUs: true, term, Lease);
        await Eventually.Is(() => right.Reason.StartsWith("taking over", StringComparison.Ordinal));
        time.Advance(BindTimeout);
        await Eventually.Is(() => right.Current.Holds);
    }

    private Task ListAsync(CancellationToken cancellation)
    {
        lists.Add(clock.Now - begun);
        return listed.Task.WaitAsync(cancellation);
    }
}
