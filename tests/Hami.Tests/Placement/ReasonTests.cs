using Hami.Core.Placement.Reasons;
using Hami.Core.Placement.State;
using Hami.Core.Protocol;
using Xunit;
using static Hami.Tests.Placement.Cluster;

namespace Hami.Tests.Placement;

/// <summary>A reason for every device and node that is refused, in words that help.</summary>
public sealed class ReasonTests
{
    public static TheoryData<string, string> Details => new()
    {
        { "memory", "g CardInsufficientMemory (asked 20000 MiB, free 7000 of 10000)" },
        { "cores", "g CardInsufficientCore (asked 80 %, free 70 of 100)" },
        { "slots", "g CardTimeSlicingExhausted (all 1 shares given out)" },
        { "mutex", "g ExclusiveDeviceAllocateConflict (wanted alone, has 1 shares)" },
        { "exhausted", "g CardComputeUnitsExhausted (all 30 % of its cores given out)" },
        { "type", "g CardTypeMismatch (is a NVIDIA-A in mode hami-core)" },
        { "uuid", "g CardUuidMismatch" },
        { "health", "g CardNotHealth" },
        { "cordon", "g CardCordoned" },
    };

    [Theory]
    [MemberData(nameof(Details))]
    public void A_device_tells_what_was_asked_and_what_is_there(string why, string told)
    {
        var device = why switch
        {
            "slots" => Gpu("g", count: 1),
            "exhausted" => Gpu("g", cores: 30),
            "health" => Gpu("g", healthy: false),
            _ => Gpu("g"),
        };
        var node = GpuNode("n", device);
        var cluster = new Cluster(why == "cordon" ? With(node, (AnnotationKeys.DeviceCordon, " x , g")) : node);
        if (why != "health" && why != "cordon") cluster.Run(Pod("there", Asks(1, 3000, 30)));
        var pod = Pod("p", why switch
        {
            "memory" => Asks(1, 20_000),
            "cores" => Asks(1, 100, 80),
            _ => Asks(1, 100),
        }) with
        {
            Annotations = why switch
            {
                "mutex" => new Dictionary<string, string> { [AnnotationKeys.GpuSchedulerPolicy] = "mutex" },
                "type" => new Dictionary<string, string> { [NvidiaKeys.NoUseGpuType] = "nvidia-a" },
                "uuid" => new Dictionary<string, string> { [NvidiaKeys.UseGpuUuid] = "other" },
                _ => new Dictionary<string, string>(),
            },
        };
        var node0 = Assert.Single(cluster.State.Explain(pod, cluster.State.AllNodes()));
        Assert.False(node0.Fits);
        Assert.Equal(told, Assert.Single(node0.Devices).ToString());
        Assert.Equal($"node n: container c: {told}", RefusalReport.Devices(node0));
        Assert.StartsWith("1/1 ", node0.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void A_device_of_another_NUMA_node_tells_which()
    {
        var cluster = new Cluster(GpuNode("n", Gpu("a"), Gpu("b", numa: 1)));
        var pod = Pod("p", Asks(2)) with { Annotations = new Dictionary<string, string> { [NvidiaKeys.NumaBind] = "true" } };
        var node = Assert.Single(cluster.State.Explain(pod, cluster.State.AllNodes()));
        Assert.Equal("1/2 AllocatedCardsInsufficientRequest, 1/2 NumaNotFit", node.Reason);
        Assert.Equal("b NumaNotFit (NUMA node 1)", Assert.Single(node.Devices).ToString());
    }

    [Fact]
    public void A_node_that_fits_tells_its_score_and_no_reasons()
    {
        var cluster = new Cluster(GpuNode("n", Gpu("a")));
        cluster.Run(Pod("there", Asks(1, 1000, 10)));
        var node = Assert.Single(cluster.State.Explain(Pod("p", Asks(1)), cluster.State.AllNodes()));
        Assert.True(node.Fits);
        Assert.Equal(3f, node.Score);
        Assert.Empty(node.Devices);
        Assert.Empty(node.Reason);
    }

    [Fact]
    public void Messages_count_nodes_by_word_and_cut_long_lists()
    {
        var refusals = Enumerable.Range(0, 12).Select(static i => new NodeRefusal($"n{i:D2}", "1/2 CardTypeMismatch, 1/2 CardNotHealth")).Reverse()
            .Append(new NodeRefusal("x", "node unregistered")).ToList();
        Assert.Equal(
            [
                "12 nodes CardNotHealth(n00,n01,n02,n03,n04,n05,n06,n07,n08,n09,… 2 more)",
                "12 nodes CardTypeMismatch(n00,n01,n02,n03,n04,n05,n06,n07,n08,n09,… 2 more)",
                "1 nodes node unregistered(x)",
                "no available node, 13 nodes do not meet",
            ],
            RefusalReport.Messages(refusals));
        Assert.Equal(
            ["10 nodes NodeInsufficientDevice(a0,a1,a2,a3,a4,a5,a6,a7,a8,a9)", "no available node, 10 nodes do not meet"],
            RefusalReport.Messages([.. Enumerable.Range(0, 10).Select(static i => new NodeRefusal($"a{i}", "NodeInsufficientDevice"))]));
    }

    [Fact]
    public void Devices_of_a_node_are_told_for_the_container_that_failed_and_cut()
    {
        var devices = Enumerable.Range(0, 12).Select(static i => new DeviceReason("late", $"g{i}", ReasonWord.CardNotHealth, "")).Prepend(new DeviceReason("early", "g0", ReasonWord.CardCordoned, "")).ToList();
        var told = RefusalReport.Devices(new NodeExplanation("n", false, 0, "x", devices, []));
        Assert.Equal("node n: container late: " + string.Join(", ", Enumerable.Range(0, 10).Select(static i => $"g{i} CardNotHealth")) + ", and 2 more", told);
        Assert.Equal(
            "node n: container late: " + string.Join(", ", Enumerable.Range(0, 10).Select(static i => $"g{i} CardNotHealth")),
            RefusalReport.Devices(new NodeExplanation("n", false, 0, "x", devices[1..11], [])));
        Assert.Equal("node n: a; b", RefusalReport.Devices(new NodeExplanation("n", false, 0, "x", [], ["a", "b"])));
        Assert.Equal("node n: NodeInsufficientDevice", RefusalReport.Devices(new NodeExplanation("n", false, 0, "NodeInsufficientDevice", [], [])));
    }

    [Fact]
    public void A_tally_is_sorted_as_text()
    {
        var tally = new ReasonTally();
        tally.Add(ReasonWord.CardTypeMismatch, 2);
        tally.Add(ReasonWord.CardNotHealth, 10);
        Assert.Equal("10/12 CardNotHealth, 2/12 CardTypeMismatch", tally.ToText(12));
        tally.Clear();
        Assert.Empty(tally.ToText(12));
    }
}
