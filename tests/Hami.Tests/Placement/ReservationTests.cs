using Hami.Core.Placement.State;
using Hami.Core.Requests;
using Xunit;
using static Hami.Tests.Placement.Cluster;

namespace Hami.Tests.Placement;

/// <summary>What is decided is kept until the pod is bound, and given back when it won't be (design: reservations).</summary>
public sealed class ReservationTests
{
    private static readonly Fence Term1 = new(true, 1, Start + TimeSpan.FromSeconds(15));
    private readonly Cluster cluster = new(GpuNode("n", Gpu("g")), GpuNode("m", Gpu("h")));
    private readonly Pod pod = Pod("p", Asks(1, 6000));

    [Fact]
    public void Ends_when_the_pod_is_filtered_again()
    {
        cluster.Filter(pod);
        Assert.Equal(FilterKind.Refused, cluster.Filter(pod with { Containers = [Asks(1, 20_000)] }).Kind);
        Assert.Equal("", Usage());
        Assert.Equal(0, cluster.State.ReservationCount);
    }

    [Fact]
    public void Ends_when_the_pod_is_deleted()
    {
        cluster.State.PodUpserted(pod);
        cluster.Filter(pod);
        Assert.Equal("h 1/6000/0", Usage());
        cluster.State.PodDeleted(pod.Uid);
        Assert.Equal("", Usage());
    }

    [Theory]
    [InlineData("new report", "200", true)]
    [InlineData("old report", "200", false)]
    [InlineData("new report", "100", false)]
    [InlineData("new report", "not a number", true)]
    public void Ends_when_the_pod_is_reported_unschedulable_after_it(string report, string version, bool ends)
    {
        cluster.Filter(pod with { UnschedulableReport = "old report", ResourceVersion = "100" });
        cluster.State.PodUpserted(pod with { UnschedulableReport = report, ResourceVersion = version });
        Assert.Equal(ends ? "" : "h 1/6000/0", Usage());
    }

    [Fact]
    public void Ends_after_15_minutes_at_the_latest()
    {
        cluster.Filter(pod);
        cluster.State.Lapse(Start + TimeSpan.FromMinutes(15) - TimeSpan.FromTicks(1));
        Assert.Equal("h 1/6000/0", Usage());
        cluster.State.Lapse(Start + TimeSpan.FromMinutes(15));
        Assert.Equal("", Usage());
    }

    [Fact]
    public void Becomes_what_the_pod_records_when_it_is_seen_bound()
    {
        cluster.State.PodUpserted(pod);
        cluster.Filter(pod);
        cluster.State.PodUpserted(pod with { NodeName = "n", Annotations = new Dictionary<string, string> { ["hami.io/vgpu-devices-allocated"] = "g,NVIDIA,5000,7:;" } });
        Assert.Equal("g 1/5000/7", Usage());
        Assert.Equal(0, cluster.State.ReservationCount);
        cluster.State.PodUpserted(pod);
        Assert.Equal("g 1/5000/7", Usage());
        Assert.Contains("already bound to node n", cluster.Filter(pod).Error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_bind_writes_what_was_reserved()
    {
        cluster.State.PodUpserted(pod);
        var placed = cluster.Filter(pod).Placement;
        var start = Begin("m");
        Assert.Same(placed, start.Placement);
        Assert.Equal(Start + TimeSpan.FromSeconds(5), start.Deadline);
    }

    [Fact]
    public void A_bind_takes_anew_what_has_lapsed_or_was_never_known()
    {
        cluster.State.PodUpserted(pod);
        Assert.Equal("n", Begin("n").Placement!.NodeName);
        Assert.Equal("g 1/6000/0", Usage());
    }

    [Fact]
    public void A_bind_to_another_node_moves_what_is_held()
    {
        cluster.State.PodUpserted(pod);
        cluster.Filter(pod);
        Assert.Equal("n", Begin("n").Placement!.NodeName);
        Assert.Equal("g 1/6000/0", Usage());
    }

    [Fact]
    public void A_bind_that_no_longer_fits_is_refused_with_the_reason()
    {
        cluster.State.PodUpserted(pod);
        cluster.Run(Pod("q", Asks(1, 6000)) with { Uid = "q" });
        cluster.Run(Pod("r", Asks(1, 6000)) with { Uid = "r" });
        Assert.Contains("1/1 CardInsufficientMemory", Begin("n").Refusal, StringComparison.Ordinal);
        Assert.Contains("node x is not registered", Begin("x").Refusal, StringComparison.Ordinal);
    }

    [Fact]
    public void A_bind_of_a_pod_that_is_not_known_changes_nothing()
    {
        var start = Begin("n");
        Assert.True(start.IsUnknownPod);
        Assert.Null(start.Placement);
        Assert.Equal("", Usage());
    }

    [Theory]
    [InlineData("gone")]
    [InlineData("ended")]
    [InlineData("successor")]
    [InlineData("other name")]
    [InlineData("no devices")]
    public void A_bind_that_is_out_of_date_is_refused(string why)
    {
        cluster.State.PodUpserted(pod);
        cluster.Filter(pod);
        switch (why)
        {
            case "gone": cluster.State.PodDeleted(pod.Uid); break;
            case "ended": cluster.State.PodUpserted(pod with { Phase = PodPhase.Failed }); break;
            case "successor":
                cluster.State.PodDeleted(pod.Uid);
                cluster.State.PodUpserted(pod with { Uid = "uid-2" });
                break;
            case "no devices": cluster.State.PodUpserted(Pod("q")); break;
            default: break;
        }

        var request = why switch
        {
            "other name" => new BindRequest("team", "x", pod.Uid, "n"),
            "no devices" => new BindRequest("team", "q", "uid-q", "n"),
            _ => new BindRequest("team", "p", pod.Uid, "n"),
        };
        var start = cluster.State.BeginBind(request, Fence.Sole, Start);
        Assert.Null(start.Placement);
        Assert.NotEmpty(start.Refusal);
        if (why == "successor") Assert.Contains("uid-2", start.Refusal, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true, 10, true)]
    [InlineData(true, 9, true)]
    [InlineData(true, 11, false)]
    [InlineData(false, 0, false)]
    public void No_Binding_is_sent_that_could_land_after_the_lease(bool holds, int afterSeconds, bool may)
    {
        cluster.State.PodUpserted(pod);
        var fence = Term1 with { Holds = holds };
        Assert.Equal(may, cluster.State.BeginBind(Request("n"), fence, Start + TimeSpan.FromSeconds(afterSeconds)).Placement is not null);
        Assert.Equal(may, cluster.State.PrepareBind(Request("n"), fence, Start + TimeSpan.FromSeconds(afterSeconds)).Placement is not null);
    }

    [Fact]
    public void A_reservation_of_another_term_is_void()
    {
        cluster.State.PodUpserted(pod);
        var first = cluster.Filter(pod, fence: Term1).Placement;
        var again = cluster.State.BeginBind(Request("m"), Term1 with { Term = 2 }, Start).Placement;
        Assert.NotNull(again);
        Assert.NotSame(first, again);
        Assert.Equal("h 1/6000/0", Usage());
    }

    [Fact]
    public void While_the_outcome_is_unknown_nothing_but_the_watch_or_a_late_read_ends_it()
    {
        cluster.State.PodUpserted(pod);
        var placed = cluster.Filter(pod).Placement;
        Begin("m");
        cluster.State.SettleBind(pod.Uid, BindOutcome.Unknown);
        cluster.State.PodUpserted(pod with { UnschedulableReport = "no", ResourceVersion = "999" });
        cluster.State.Lapse(Start + TimeSpan.FromHours(1));
        Assert.Same(placed, cluster.Filter(pod).Placement);
        Assert.Equal("h 1/6000/0", Usage());
        Assert.Contains("not known yet", cluster.State.BeginBind(Request("n"), Fence.Sole, Start).Refusal, StringComparison.Ordinal);
        var elsewhere = cluster.State.NewCandidates();
        elsewhere.Add("n");
        Assert.Contains("not known yet", cluster.State.Filter(pod, elsewhere, Fence.Sole, Start).Error, StringComparison.Ordinal);

        Assert.Empty(cluster.State.Unsettled(Start + TimeSpan.FromSeconds(4)));
        cluster.State.SettleByRead(pod.Uid, pod, Start + TimeSpan.FromSeconds(4));
        Assert.Equal("h 1/6000/0", Usage());
        Assert.Equal([("team", "p", pod.Uid)], cluster.State.Unsettled(Start + TimeSpan.FromSeconds(5)));
        cluster.State.SettleByRead(pod.Uid, pod, Start + TimeSpan.FromSeconds(5));
        Assert.Equal("", Usage());
    }

    [Fact]
    public void A_refused_Binding_gives_back_unless_another_may_still_land()
    {
        cluster.State.PodUpserted(pod);
        cluster.Filter(pod);
        Begin("m");
        Begin("m");
        cluster.State.SettleBind(pod.Uid, BindOutcome.Refused);
        Assert.Equal("h 1/6000/0", Usage());
        cluster.State.SettleBind(pod.Uid, BindOutcome.Refused);
        Assert.Equal("", Usage());
    }

    [Fact]
    public void A_new_term_voids_every_reservation_and_takes_what_the_list_shows()
    {
        cluster.State.PodUpserted(pod);
        cluster.Filter(pod);
        Begin("m");
        cluster.State.BeginTerm([Pod("q", Asks(1)) with { NodeName = "n", Annotations = new Dictionary<string, string> { ["hami.io/vgpu-devices-allocated"] = "g,NVIDIA,1,1:;" } }]);
        Assert.Equal("g 1/1/1", Usage());
        Assert.Equal(0, cluster.State.ReservationCount);
    }

    [Fact]
    public void Two_decisions_on_one_state_of_a_node_are_not_both_kept()
    {
        var small = new Cluster(GpuNode("n", Gpu("g")));
        var first = small.State.Decide(pod, small.State.AllNodes()).Placement!;
        var second = small.State.Decide(Pod("q", Asks(1, 6000)), small.State.AllNodes()).Placement!;
        Assert.True(small.State.TryReserve(pod, first, Fence.Sole, Start));
        Assert.False(small.State.TryReserve(Pod("q", Asks(1, 6000)), second, Fence.Sole, Start));
        Assert.Equal("g 1/6000/0", small.Usage("n"));
    }

    [Fact]
    public void Whatever_gives_back_is_told()
    {
        var told = 0;
        cluster.State.Freed = () => told++;
        cluster.State.PodUpserted(pod);
        cluster.Filter(pod);
        Assert.Equal(0, told);
        cluster.State.PodDeleted(pod.Uid);
        Assert.Equal(1, told);
        cluster.State.NodeUpserted(GpuNode("n", Gpu("g")));
        Assert.Equal(1, told);
        cluster.State.NodeUpserted(GpuNode("n", Gpu("g", memory: 20_000)));
        Assert.Equal(2, told);
        cluster.State.QuotaDeleted("a", "b");
        Assert.Equal(3, told);
    }

    private BindStart Begin(string node) => cluster.State.BeginBind(Request(node), Fence.Sole, Start);

    private BindRequest Request(string node) => new("team", "p", pod.Uid, node);

    private string Usage() => $"{cluster.Usage("n")} {cluster.Usage("m")}".Trim();
}
