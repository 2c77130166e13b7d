using Hami.Core.Placement.State;
using Hami.Core.Requests;
using Hami.Kubernetes.Api;
using Hami.Tests.Kubernetes.Fakes;
using Hami.Tests.Scheduler.Fakes;
using Xunit;

namespace Hami.Tests.Scheduler.Extender;

/// <summary>Binding (control-plane.md §7.1; design: the life of a pod, step 3; reservations; handing a decision to the container).</summary>
public sealed class BindingTests
{
    private static readonly TimeSpan BindTimeout = new StateSettings().BindTimeout;

    [Fact]
    public async Task Where_decisions_go_by_CDI_one_write_carries_everything_and_no_lock_is_taken()
    {
        var scheduler = new SchedulerWithFakes(Cluster.Node("n1"));
        var pod = Cluster.Pod("p");
        scheduler.Filter(pod, "n1");
        Assert.Empty(scheduler.Journal.Entries); // no write before bind

        Assert.Equal("", await scheduler.BindAsync(pod, "n1"));

        Assert.Equal(["bind default/p to n1"], scheduler.Journal.Entries);
        Assert.Equal(
            new SortedDictionary<string, string>
            {
                ["hami.io/vgpu-node"] = "n1",
                ["hami.io/vgpu-time"] = "1767323045",
                ["hami.io/bind-time"] = "1767323045",
                ["hami.io/bind-phase"] = "success",
                ["hami.io/handover"] = "cdi",
                ["hami.io/vgpu-devices-allocated"] = "GPU-n1-0,NVIDIA,4000,0:;",
            },
            new SortedDictionary<string, string>(scheduler.Api.Sent.Single().Annotations.ToDictionary()));
        Assert.Equal(["Bound default/p"], scheduler.Decisions.Told);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("lock")]
    [InlineData("a way of the future")]
    public async Task Elsewhere_the_lock_is_taken_before_the_write_and_kept_for_the_nodes_agent_and_the_label_comes_after(string? handover)
    {
        var scheduler = new SchedulerWithFakes(Cluster.Node("n1", handover: handover));
        var pod = Cluster.Pod("p");
        scheduler.Filter(pod, "n1");

        Assert.Equal("", await scheduler.BindAsync(pod, "n1"));

        Assert.Equal(["take hami.io/mutex.lock of n1", "bind default/p to n1", "label default/p with n1"], scheduler.Journal.Entries);
        Assert.Equal(
            new SortedDictionary<string, string>
            {
                ["hami.io/vgpu-node"] = "n1",
                ["hami.io/vgpu-time"] = "1767323045",
                ["hami.io/bind-time"] = "1767323045",
                ["hami.io/bind-phase"] = "allocating",
                ["hami.io/vgpu-devices-allocated"] = "GPU-n1-0,NVIDIA,4000,0:;",
                ["hami.io/vgpu-devices-to-allocate"] = "GPU-n1-0,NVIDIA,4000,0:;",
            },
            new SortedDictionary<string, string>(scheduler.Api.Sent.Single().Annotations.ToDictionary()));
    }

    [Fact]
    public async Task Locks_are_taken_in_the_order_of_their_keys_and_given_back_in_reverse_when_the_Binding_is_refused()
    {
        var (scheduler, pod) = TwoVendors();
        scheduler.Api.Answer = _ => Task.FromResult((BindOutcome.Refused, "the API server refused the Binding: quota"));

        Assert.Equal("the API server refused the Binding: quota", await scheduler.BindAsync(pod, "n1"));

        Assert.Equal(
            [
                "take cambricon.com/dsmlu.lock of n1", "take hami.io/mutex.lock of n1", "bind default/p to n1",
                "give back hami.io/mutex.lock of n1", "give back cambricon.com/dsmlu.lock of n1",
            ],
            scheduler.Journal.Entries);
        Assert.Equal(0, scheduler.State.ReservationCount);
        Assert.Equal(0, scheduler.State.MemoryTaken("n1"));
        Assert.Equal(["BindFailed default/p: the API server refused the Binding: quota"], scheduler.Decisions.Told);
    }

    [Fact]
    public async Task A_lock_that_is_not_got_fails_the_bind_and_gives_back_those_before_it()
    {
        var (scheduler, pod) = TwoVendors();
        scheduler.Locks.Answer = (key, _) => Task.FromResult(key == "hami.io/mutex.lock" ? "node n1: contention" : "");

        Assert.Equal("node n1: contention", await scheduler.BindAsync(pod, "n1"));

        Assert.Equal(
            ["take cambricon.com/dsmlu.lock of n1", "take hami.io/mutex.lock of n1", "give back cambricon.com/dsmlu.lock of n1"], scheduler.Journal.Entries);
        Assert.Equal(4000, scheduler.State.MemoryTaken("n1")); // still reserved: the next try may get the lock
    }

    [Fact]
    public async Task Whoever_waits_for_a_lock_stops_when_kube_scheduler_hangs_up()
    {
        var scheduler = new SchedulerWithFakes(Cluster.Node("n1", handover: null));
        var pod = Cluster.Pod("p");
        scheduler.Filter(pod, "n1");
        scheduler.Locks.Answer = async (_, cancellation) =>
        {
            await Task.Delay(Timeout.Infinite, cancellation).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            return "gave up waiting";
        };
        using var call = new CancellationTokenSource();
        var bind = scheduler.BindAsync(pod, "n1", call.Token);
        await call.CancelAsync();

        Assert.Equal("gave up waiting", await Eventually.Ends(bind));
        Assert.Empty(scheduler.Api.Sent);
    }

    [Fact]
    public async Task A_decision_for_a_pod_that_was_created_anew_under_its_name_is_refused_by_what_the_watch_shows()
    {
        var scheduler = new SchedulerWithFakes(Cluster.Node("n1"));
        var old = Cluster.Pod("p", uid: "uid-old");
        scheduler.Filter(old, "n1");
        scheduler.State.PodDeleted("uid-old");
        scheduler.State.PodUpserted(Cluster.Pod("p", uid: "uid-new"));

        var error = await scheduler.BindAsync(old, "n1");

        Assert.Equal("pod default/p now has UID uid-new: the decision was made for uid-old", error);
        Assert.Empty(scheduler.Api.Sent);
        Assert.Equal(0, scheduler.State.MemoryTaken("n1"));
    }

    [Fact]
    public async Task And_by_what_the_quorum_says_where_the_watch_is_behind()
    {
        var scheduler = new SchedulerWithFakes(Cluster.Node("n1"));
        scheduler.Api.Quorum = (_, _) => Task.FromResult<Pod?>(Cluster.Pod("p", uid: "uid-new"));

        var error = await scheduler.BindAsync(Cluster.Pod("p", uid: "uid-old"), "n1");

        Assert.Equal("pod default/p now has UID uid-new: the decision was made for uid-old", error);
        Assert.Equal(["read default/p"], scheduler.Journal.Entries);
    }

    [Fact]
    public async Task A_pod_that_only_the_quorum_knows_yet_is_bound()
    {
        var scheduler = new SchedulerWithFakes(Cluster.Node("n1"));
        var pod = Cluster.Pod("p");
        scheduler.State.Filter(pod, scheduler.State.Offer("n1"), Fence.Sole, scheduler.Clock.Now); // kube-scheduler's watch was quicker than ours
        scheduler.Api.Quorum = (_, _) => Task.FromResult<Pod?>(pod);

        Assert.Equal("", await scheduler.BindAsync(pod, "n1"));
        Assert.Equal(["read default/p", "bind default/p to n1"], scheduler.Journal.Entries);
    }

    [Fact]
    public async Task A_pod_that_nobody_knows_changes_nothing()
    {
        var scheduler = new SchedulerWithFakes(Cluster.Node("n1"));
        var other = Cluster.Pod("other");
        scheduler.Filter(other, "n1");

        var error = await scheduler.Binding.BindAsync(new BindRequest("default", "ghost", other.Uid + "x", "n1"), TestContext.Current.CancellationToken);

        Assert.Equal("pod default/ghost with UID uid-otherx is not known", error);
        Assert.Empty(scheduler.Api.Sent);
        Assert.Equal((1, 4000), (scheduler.State.ReservationCount, scheduler.State.MemoryTaken("n1")));
    }

    [Fact]
    public async Task The_UID_of_another_pod_neither_binds_it_nor_ends_its_reservation()
    {
        var scheduler = new SchedulerWithFakes(Cluster.Node("n1"));
        var victim = Cluster.Pod("victim");
        scheduler.Filter(victim, "n1");

        var error = await scheduler.Binding.BindAsync(new BindRequest("default", "ghost", victim.Uid, "n1"), TestContext.Current.CancellationToken);

        Assert.Equal("UID uid-victim is pod default/victim, not default/ghost", error);
        Assert.Empty(scheduler.Api.Sent);
        Assert.Equal((1, 4000), (scheduler.State.ReservationCount, scheduler.State.MemoryTaken("n1")));
    }

    [Fact]
    public async Task A_read_from_the_quorum_that_fails_refuses()
    {
        var scheduler = new SchedulerWithFakes(Cluster.Node("n1"));
        scheduler.Api.Quorum = (_, _) => throw new ApiException(ApiErrorKind.Unreachable, "GET pod: connection refused");

        var error = await scheduler.BindAsync(Cluster.Pod("p"), "n1");

        Assert.Equal("pod default/p is not known here yet, and reading it failed: GET pod: connection refused", error);
        Assert.Empty(scheduler.Api.Sent);
    }

    [Fact]
    public async Task A_pod_that_is_bound_already_is_refused()
    {
        var scheduler = new SchedulerWithFakes(Cluster.Node("n1"), Cluster.Node("n2"));
        var pod = Cluster.Pod("p");
        scheduler.State.PodUpserted(pod.BoundTo("n2"));

        Assert.Equal("pod default/p is already bound to node n2", await scheduler.BindAsync(pod, "n1"));
        Assert.Empty(scheduler.Api.Sent);
    }

    [Fact]
    public async Task A_pod_without_devices_is_not_ours_to_bind()
    {
        var scheduler = new SchedulerWithFakes(Cluster.Node("n1"));
        var pod = Cluster.Pod("p") with { Containers = [new Container { Name = "main" }] };
        scheduler.State.PodUpserted(pod);

        Assert.Equal("pod default/p asks for no device: it is not ours to bind", await scheduler.BindAsync(pod, "n1"));
        Assert.Empty(scheduler.Api.Sent);
    }

    [Fact]
    public async Task While_the_outcome_is_unknown_only_the_watch_or_a_late_read_ends_the_reservation()
    {
        var scheduler = new SchedulerWithFakes(Cluster.Node("n1"), Cluster.Node("n2"));
        var pod = Cluster.Pod("p");
        scheduler.Filter(pod, "n1");
        scheduler.Api.Answer = _ => Task.FromResult((BindOutcome.Unknown, "timed out"));
        Assert.Equal("timed out", await scheduler.BindAsync(pod, "n1"));

        scheduler.State.PodUpserted(pod with { ResourceVersion = "9", UnschedulableReport = "bind failed|SchedulerError|t" });
        scheduler.State.Lapse(scheduler.Clock.Now + TimeSpan.FromDays(1));
        Assert.Equal(4000, scheduler.State.MemoryTaken("n1"));

        var again = scheduler.State.Filter(pod, scheduler.State.Offer("n2", "n1"), Fence.Sole, scheduler.Clock.Now);
        Assert.Equal((FilterKind.Placed, "n1"), (again.Kind, again.Placement!.NodeName));
        var elsewhere = scheduler.State.Filter(pod, scheduler.State.Offer("n2"), Fence.Sole, scheduler.Clock.Now);
        Assert.Equal("pod default/p: the outcome of its Binding to node n1 is not known yet, and that node is not offered", elsewhere.Error);
        Assert.Equal("the outcome of the pod's Binding to node n1 is not known yet", await scheduler.BindAsync(pod, "n2"));

        // A read before the deadline may be older than the Binding's landing.
        scheduler.State.SettleByRead(pod.Uid, pod, scheduler.Clock.Now);
        Assert.Equal(4000, scheduler.State.MemoryTaken("n1"));
        Assert.Empty(scheduler.State.Unsettled(scheduler.Clock.Now));

        scheduler.Time.Advance(BindTimeout);
        Assert.Equal([("default", "p", "uid-p")], scheduler.State.Unsettled(scheduler.Clock.Now));
        scheduler.State.SettleByRead(pod.Uid, pod, scheduler.Clock.Now);
        Assert.Equal((0, 0), (scheduler.State.ReservationCount, scheduler.State.MemoryTaken("n1")));
    }

    [Fact]
    public async Task A_Binding_of_unknown_outcome_that_has_landed_is_found_by_the_read()
    {
        var scheduler = new SchedulerWithFakes(Cluster.Node("n1"));
        var pod = Cluster.Pod("p");
        scheduler.Filter(pod, "n1");
        scheduler.Api.Answer = _ => Task.FromResult((BindOutcome.Unknown, "connection lost"));
        await scheduler.BindAsync(pod, "n1");

        scheduler.Time.Advance(BindTimeout);
        scheduler.State.SettleByRead(pod.Uid, pod.BoundTo("n1"), scheduler.Clock.Now);
        scheduler.State.Lapse(scheduler.Clock.Now + TimeSpan.FromDays(1));
        Assert.Equal((1, 4000), (scheduler.State.ReservationCount, scheduler.State.MemoryTaken("n1"))); // until the watch shows it too

        scheduler.State.PodUpserted(pod.BoundTo("n1"));
        Assert.Equal((0, 4000), (scheduler.State.ReservationCount, scheduler.State.MemoryTaken("n1")));
        Assert.Empty(scheduler.State.Unsettled(scheduler.Clock.Now));
        Assert.Equal("pod default/p is already bound to node n1", await scheduler.BindAsync(pod, "n1"));
    }

    [Fact]
    public async Task A_second_Binding_that_is_refused_leaves_room_for_the_first_that_may_still_land()
    {
        var scheduler = new SchedulerWithFakes(Cluster.Node("n1"));
        var pod = Cluster.Pod("p");
        scheduler.Filter(pod, "n1");
        scheduler.Api.Answer = _ => Task.FromResult((BindOutcome.Unknown, "timed out"));
        await scheduler.BindAsync(pod, "n1");
        scheduler.Api.Answer = _ => Task.FromResult((BindOutcome.Refused, "too many requests"));
        await scheduler.BindAsync(pod, "n1");

        Assert.Equal(4000, scheduler.State.MemoryTaken("n1"));

        scheduler.Time.Advance(BindTimeout);
        scheduler.State.SettleByRead(pod.Uid, pod, scheduler.Clock.Now);
        Assert.Equal(0, scheduler.State.MemoryTaken("n1"));
    }

    [Fact]
    public async Task The_lock_of_a_Binding_that_may_still_land_is_kept()
    {
        var scheduler = new SchedulerWithFakes(Cluster.Node("n1", handover: null));
        var pod = Cluster.Pod("p");
        scheduler.Filter(pod, "n1");
        scheduler.Api.Answer = _ => Task.FromResult((BindOutcome.Unknown, "timed out"));

        Assert.Equal("timed out", await scheduler.BindAsync(pod, "n1"));
        Assert.Equal(["take hami.io/mutex.lock of n1", "bind default/p to n1"], scheduler.Journal.Entries);
    }

    [Fact]
    public async Task When_kube_scheduler_hangs_up_a_Binding_under_way_goes_on_and_its_outcome_is_kept()
    {
        var scheduler = new SchedulerWithFakes(Cluster.Node("n1"));
        var pod = Cluster.Pod("p");
        scheduler.Filter(pod, "n1");
        var answer = new TaskCompletionSource<(BindOutcome, string)>();
        scheduler.Api.Answer = _ => answer.Task;
        using var call = new CancellationTokenSource();
        var bind = scheduler.BindAsync(pod, "n1", call.Token);
        await Eventually.Is(() => !scheduler.Api.Sent.IsEmpty);

        await call.CancelAsync();
        Assert.False(scheduler.Api.Sent.Single().Cancellation.IsCancellationRequested);
        answer.SetResult((BindOutcome.Accepted, ""));

        Assert.Equal("", await Eventually.Ends(bind));
        scheduler.State.Lapse(scheduler.Clock.Now + TimeSpan.FromDays(1));
        Assert.Equal((1, 4000), (scheduler.State.ReservationCount, scheduler.State.MemoryTaken("n1")));
        scheduler.State.PodUpserted(pod.BoundTo("n1")); // the watch settles what was accepted
        Assert.Equal((0, 4000), (scheduler.State.ReservationCount, scheduler.State.MemoryTaken("n1")));
    }

    [Fact]
    public async Task Pods_that_need_no_lock_are_bound_at_the_same_time()
    {
        var scheduler = new SchedulerWithFakes(Cluster.Node("n1"));
        var pods = Enumerable.Range(0, 3).Select(i => Cluster.Pod($"p{i}")).ToArray();
        foreach (var pod in pods) scheduler.Filter(pod, "n1");
        var answer = new TaskCompletionSource<(BindOutcome, string)>();
        scheduler.Api.Answer = _ => answer.Task;

        var binds = pods.Select(pod => scheduler.BindAsync(pod, "n1")).ToArray();
        await Eventually.Is(() => scheduler.Api.Sent.Count == 3); // none has been answered yet
        answer.SetResult((BindOutcome.Accepted, ""));

        Assert.Equal(["", "", ""], await Eventually.Ends(Task.WhenAll(binds)));
    }

    [Fact]
    public async Task Without_the_right_to_place_nothing_is_bound()
    {
        var scheduler = new SchedulerWithFakes(Cluster.Node("n1"));
        var pod = Cluster.Pod("p");
        scheduler.Filter(pod, "n1");
        scheduler.Right.Withdraw("another replica holds the lease");

        Assert.Equal("this replica does not hold the lease long enough to bind", await scheduler.BindAsync(pod, "n1"));
        Assert.Empty(scheduler.Journal.Entries);
    }

    [Fact]
    public async Task No_Binding_is_sent_that_could_land_after_the_lease()
    {
        var scheduler = new SchedulerWithFakes(Cluster.Node("n1"));
        var pod = Cluster.Pod("p");
        scheduler.Right.Grant(new Fence(true, 1, scheduler.Clock.Now + BindTimeout - TimeSpan.FromTicks(1)));
        scheduler.Filter(pod, "n1");

        Assert.Equal("this replica does not hold the lease long enough to bind", await scheduler.BindAsync(pod, "n1"));
        Assert.Empty(scheduler.Journal.Entries);

        var lease = scheduler.Clock.Now + BindTimeout;
        scheduler.Right.Grant(new Fence(true, 1, lease));
        Assert.Equal("", await scheduler.BindAsync(pod, "n1"));
        Assert.Equal(lease, scheduler.Api.Sent.Single().Deadline);
    }

    [Fact]
    public async Task A_right_that_is_lost_while_waiting_for_the_lock_binds_nothing()
    {
        var scheduler = new SchedulerWithFakes(Cluster.Node("n1", handover: null));
        var pod = Cluster.Pod("p");
        scheduler.Filter(pod, "n1");
        scheduler.Locks.Answer = (_, _) =>
        {
            scheduler.Right.Withdraw("the lease was lost");
            return Task.FromResult("");
        };

        Assert.Equal("this replica does not hold the lease long enough to bind", await scheduler.BindAsync(pod, "n1"));
        Assert.Equal(["take hami.io/mutex.lock of n1", "give back hami.io/mutex.lock of n1"], scheduler.Journal.Entries);
    }

    [Fact]
    public async Task A_reservation_of_an_earlier_term_is_void_and_taken_anew_if_there_is_still_room()
    {
        var scheduler = new SchedulerWithFakes(Cluster.Node("n1", gpus: 2, memory: 6000));
        scheduler.Right.Grant(new Fence(true, 1, DateTimeOffset.MaxValue));
        var pod = Cluster.Pod("p");
        var first = scheduler.Filter(pod, "n1").Placement!.Usage.Charges.Single().DeviceId;
        scheduler.State.PodUpserted(Cluster.Pod("other").BoundTo("n1", $"{first},NVIDIA,4000,0:;")); // what the term between has placed

        scheduler.Right.Grant(new Fence(true, 3, DateTimeOffset.MaxValue));
        Assert.Equal("", await scheduler.BindAsync(pod, "n1"));

        var other = first == "GPU-n1-0" ? "GPU-n1-1" : "GPU-n1-0";
        Assert.Equal($"{other},NVIDIA,4000,0:;", scheduler.Api.Sent.Single().Annotations["hami.io/vgpu-devices-allocated"]);
    }

    [Fact]
    public async Task A_reservation_that_has_lapsed_is_taken_anew_or_the_bind_fails_with_the_reason()
    {
        var scheduler = new SchedulerWithFakes(Cluster.Node("n1", memory: 6000));
        var pod = Cluster.Pod("p");
        scheduler.Filter(pod, "n1");
        scheduler.Time.Advance(new StateSettings().ReservationTimeout);
        scheduler.State.Lapse(scheduler.Clock.Now);
        Assert.Equal(0, scheduler.State.MemoryTaken("n1"));

        var rival = Cluster.Pod("rival");
        scheduler.Filter(rival, "n1");
        Assert.Equal("the reservation has lapsed and the pod no longer fits on node n1: 1/1 CardInsufficientMemory", await scheduler.BindAsync(pod, "n1"));

        scheduler.State.PodDeleted(rival.Uid);
        Assert.Equal("", await scheduler.BindAsync(pod, "n1"));
    }

    [Fact]
    public async Task The_node_that_kube_scheduler_names_counts_not_the_one_that_was_reserved()
    {
        var scheduler = new SchedulerWithFakes(Cluster.Node("n1"), Cluster.Node("n2"));
        var pod = Cluster.Pod("p");
        scheduler.Filter(pod, "n1");

        Assert.Equal("", await scheduler.BindAsync(pod, "n2"));

        Assert.Equal("GPU-n2-0,NVIDIA,4000,0:;", scheduler.Api.Sent.Single().Annotations["hami.io/vgpu-devices-allocated"]);
        Assert.Equal((0, 4000), (scheduler.State.MemoryTaken("n1"), scheduler.State.MemoryTaken("n2")));
    }

    private static (SchedulerWithFakes Scheduler, Pod Pod) TwoVendors()
    {
        var node = Cluster.Node("n1", handover: null) with
        {
            Capacity = Cluster.Resources(("cambricon.com/mlu.smlu.vcore", "100"), ("cambricon.com/mlu.smlu.vmemory", "96")),
            Allocatable = Cluster.Resources(("nvidia.com/gpu", "10"), ("cambricon.com/vmlu", "1")),
        };
        var pod = Cluster.Pod("p");
        pod = pod with
        {
            Containers = [.. pod.Containers, new Container { Name = "mlu", Limits = Cluster.Resources(("cambricon.com/vmlu", "1"), ("cambricon.com/mlu.smlu.vmemory", "20")) }],
        };
        var scheduler = new SchedulerWithFakes(node);
        Assert.Equal(FilterKind.Placed, scheduler.Filter(pod, "n1").Kind);
        return (scheduler, pod);
    }
}
