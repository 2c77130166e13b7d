using Hami.Core.Placement.State;
using Hami.Core.Requests;
using Xunit;
using static Hami.Tests.Placement.Cluster;

namespace Hami.Tests.Placement;

/// <summary>ResourceQuotas of device memory and cores (control-plane.md §8.5; of several the smallest counts: C13).</summary>
public sealed class QuotaTests
{
    private static readonly Pod Wants1000 = Pod("p", Asks(1, 1000, 10));

    [Theory]
    [InlineData("limits.nvidia.com/gpumem", "1000", true)]
    [InlineData("limits.nvidia.com/gpumem", "999", false)]
    [InlineData("limits.nvidia.com/gpumem", "0", false)]
    [InlineData("limits.nvidia.com/gpucores", "10", true)]
    [InlineData("limits.nvidia.com/gpucores", "9", false)]
    [InlineData("requests.nvidia.com/gpumem", "0", true)]
    [InlineData("limits.cambricon.com/mlu.smlu.vmemory", "0", true)]
    public void A_limit_is_never_passed(string key, string limit, bool fits)
    {
        var cluster = Limited((key, limit));
        Assert.Equal(fits ? FilterKind.Placed : FilterKind.Refused, cluster.Filter(Wants1000).Kind);
    }

    [Fact]
    public void The_smallest_of_several_counts_and_taking_one_away_leaves_the_others()
    {
        var cluster = Limited(("limits.nvidia.com/gpumem", "500"));
        cluster.State.QuotaUpserted(Quota("b", ("limits.nvidia.com/gpumem", "900")));
        cluster.State.QuotaDeleted("team", "a");
        Assert.Equal("1/1 ResourceQuotaNotFit", Assert.Single(cluster.Filter(Wants1000).Refusals).Reason);
        cluster.State.QuotaDeleted("team", "not there");
        cluster.State.QuotaDeleted("team", "b");
        Assert.Equal(FilterKind.Placed, cluster.Filter(Wants1000).Kind);
    }

    [Fact]
    public void A_list_replaces_all_that_was_known()
    {
        var cluster = Limited(("limits.nvidia.com/gpumem", "500"));
        cluster.State.QuotasListed([Quota("c", ("limits.nvidia.com/gpucores", "5"))]);
        Assert.Equal([("team", "nvidia.com/gpucores", 0L, 5L)], cluster.State.Quotas().Select(static row => (row.Namespace, row.Resource, row.Used, row.Limit ?? -1)));
        cluster.State.QuotasListed([]);
        Assert.Equal(FilterKind.Placed, cluster.Filter(Wants1000).Kind);
    }

    [Fact]
    public void What_pods_take_is_counted_at_their_peak_then_without_init_containers_then_not_at_all()
    {
        var cluster = Limited(("limits.nvidia.com/gpumem", "5000"));
        var running = cluster.Run(Wants1000 with { InitContainers = [Asks(1, 3000, 0, "i")] });
        Assert.Equal(3000, Used(cluster));
        cluster.State.PodUpserted(running with { InitContainersCompleted = true });
        Assert.Equal(1000, Used(cluster));
        cluster.State.PodUpserted(running with { Phase = PodPhase.Succeeded });
        Assert.Equal(0, Used(cluster));
    }

    [Fact]
    public void Other_namespaces_and_other_vendors_are_not_touched()
    {
        var cluster = Limited(("limits.nvidia.com/gpumem", "0"));
        Assert.Equal(FilterKind.Placed, cluster.Filter(Wants1000 with { Namespace = "else", Uid = "u2" }).Kind);
        cluster.State.NodeUpserted(new Core.Devices.Node
        {
            Name = "m",
            Capacity = Resources(("cambricon.com/mlu.smlu.vcore", "100"), ("cambricon.com/mlu.smlu.vmemory", "100")),
        });
        Assert.Equal(FilterKind.Placed, cluster.Filter(Pod("q", new Container { Name = "c", Limits = Resources(("cambricon.com/vmlu", "1")) })).Kind);
    }

    [Fact]
    public void Two_vendors_limits_hold_each_for_its_own()
    {
        var cluster = Limited(("limits.nvidia.com/gpumem", "1000"), ("limits.cambricon.com/mlu.smlu.vmemory", "1"));
        cluster.State.NodeUpserted(GpuNode("n", Gpu("g")) with { Capacity = Resources(("cambricon.com/mlu.smlu.vcore", "100"), ("cambricon.com/mlu.smlu.vmemory", "100")) });
        Assert.Equal(FilterKind.Placed, cluster.Filter(Pod("a", Asks(1, 1000), Mlu("1"))).Kind);
        Assert.Equal(FilterKind.Refused, cluster.Filter(Pod("b", Mlu("2"))).Kind);

        static Container Mlu(string memory) => new()
        {
            Name = "m",
            Limits = Resources(("cambricon.com/vmlu", "1"), ("cambricon.com/mlu.smlu.vmemory", memory), ("cambricon.com/mlu.smlu.vcore", "1")),
        };
    }

    private static Cluster Limited(params (string, string)[] hard)
    {
        var cluster = new Cluster(GpuNode("n", Gpu("g")));
        cluster.State.QuotaUpserted(Quota("a", hard));
        return cluster;
    }

    private static ResourceQuota Quota(string name, params (string, string)[] hard) => new() { Namespace = "team", Name = name, Hard = Resources(hard) };

    private static long Used(Cluster cluster) => cluster.State.Quotas().Single(static row => row.Resource == "nvidia.com/gpumem").Used;
}
