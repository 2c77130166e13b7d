using Hami.Core.Devices;
using Hami.Core.Placement.State;
using Hami.Core.Protocol;
using Hami.Core.Requests;
using Xunit;
using static Hami.Tests.Placement.Cluster;

namespace Hami.Tests.Placement;

/// <summary>Init containers one at a time, sidecars beside all that starts after them, apps together (KEP 753; control-plane.md §6.3, §6.9).</summary>
public sealed class ContainersTests
{
    [Theory]
    // init: the larger one counts, and gives back when it is over
    [InlineData("i6000", "a2000", "g 1/6000/0", "g 1/2000/0")]
    [InlineData("i6000 i7000", "a2000", "g 1/7000/0", "g 1/2000/0")]
    // sidecars add to apps, and to the init containers after them, not to those before
    [InlineData("s3000", "a2000", "g 2/5000/0", "g 2/5000/0")]
    [InlineData("s3000 i6000", "a2000", "g 2/9000/0", "g 2/5000/0")]
    [InlineData("i9000 s3000", "a2000", "g 2/9000/0", "g 2/5000/0")]
    [InlineData("s1000 s1000 i2000", "a1000 a1000", "g 4/4000/0", "g 4/4000/0")]
    [InlineData("s1000", "", "g 1/1000/0", "g 1/1000/0")]
    [InlineData("i1000", "", "g 1/1000/0", "")]
    public void What_a_pod_takes_at_its_peak_and_when_its_init_containers_are_over(string init, string apps, string peak, string standing)
    {
        var cluster = new Cluster(GpuNode("n", Gpu("g")));
        var running = cluster.Run(PodOf(init, apps));
        Assert.Equal(peak, cluster.Usage("n"));
        cluster.State.PodUpserted(running with { InitContainersCompleted = true });
        Assert.Equal(standing, cluster.Usage("n"));
        cluster.State.PodUpserted(running);
        Assert.Equal(standing, cluster.Usage("n"));
    }

    [Theory]
    [InlineData("i9000", "a9000", true)]
    [InlineData("i9000 i9000", "a9000", true)]
    [InlineData("i11000", "a1000", false)]
    [InlineData("s5000", "a5000", true)]
    [InlineData("s5000", "a5001", false)]
    [InlineData("s5000 i5000", "a1000", true)]
    [InlineData("s5000 i5001", "a1000", false)]
    [InlineData("i5001 s5000", "a1000", true)]
    [InlineData("", "a5000 a5001", false)]
    public void What_runs_at_once_must_fit_at_once(string init, string apps, bool fits) =>
        Assert.Equal(fits ? FilterKind.Placed : FilterKind.Refused, new Cluster(GpuNode("n", Gpu("g"))).Filter(PodOf(init, apps)).Kind);

    [Fact]
    public void An_init_container_that_asks_for_two_instances_of_one_device_holds_one_slot()
    {
        var cluster = new Cluster(GpuNode("n", Gpu("g", memory: 40_960, mode: Device.MigMode)));
        cluster.Run(Pod("p", Asks(1, 1000)) with { InitContainers = [Asks(2, 1000, name: "i")] });
        Assert.Equal("g 1/9728/28", cluster.Usage("n"));
    }

    [Fact]
    public void Instances_of_an_init_container_are_free_for_the_next_one_but_not_those_of_a_sidecar()
    {
        var whole = new Cluster(GpuNode("n", Gpu("g", memory: 40_960, mode: Device.MigMode)));
        Assert.Equal(FilterKind.Placed, whole.Filter(Pod("p", Asks(7, 1000)) with { InitContainers = [Asks(7, 1000, name: "i"), Asks(7, 1000, name: "j")] }).Kind);
        var beside = new Cluster(GpuNode("n", Gpu("g", memory: 40_960, mode: Device.MigMode)));
        Assert.Equal(
            "1/1 CardMigTopologyInfeasible, 6/1 AllocatedCardsInsufficientRequest",
            Assert.Single(beside.Filter(Pod("p", Asks(7, 1000)) with { InitContainers = [Asks(1, 1000, name: "s", sidecar: true)] }).Refusals).Reason);
    }

    [Theory]
    [InlineData("", "spread", "b,NVIDIA,1000,0:;a,NVIDIA,1000,0:;a,NVIDIA,1000,0:;")]
    [InlineData("", "binpack", "b,NVIDIA,1000,0:;b,NVIDIA,1000,0:;b,NVIDIA,1000,0:;")]
    [InlineData("i1000", "spread", "b,NVIDIA,1000,0:;b,NVIDIA,1000,0:;a,NVIDIA,1000,0:;a,NVIDIA,1000,0:;")]
    [InlineData("i1000 i1000", "binpack", "b,NVIDIA,1000,0:;b,NVIDIA,1000,0:;b,NVIDIA,1000,0:;b,NVIDIA,1000,0:;b,NVIDIA,1000,0:;")]
    public void Each_container_is_placed_beside_those_before_it_equals_in_the_order_that_they_had(string init, string policy, string list)
    {
        var pod = PodOf(init, "a1000 a1000 a1000") with { Annotations = new Dictionary<string, string> { [AnnotationKeys.GpuSchedulerPolicy] = policy } };
        Assert.Equal(list, PodDevicesCodec.Encode(new Cluster(GpuNode("n", Gpu("a"), Gpu("b"))).Filter(pod).Placement!.SharesOf("NVIDIA")));
    }

    [Fact]
    public void A_container_without_devices_keeps_its_place()
    {
        var placement = new Cluster(GpuNode("n", Gpu("g"))).Filter(Pod("p", new Container { Name = "x" }, Asks(1), new Container { Name = "y" })).Placement!;
        Assert.Equal(";g,NVIDIA,1000,0:;;", PodDevicesCodec.Encode(placement.SharesOf("NVIDIA")));
    }

    private static Pod PodOf(string init, string apps) => Pod("p", Containers(apps)) with { InitContainers = Containers(init) };

    private static Container[] Containers(string words) =>
        [.. words.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(static (word, i) => Asks(1, int.Parse(word[1..]), name: $"{word}-{i}", sidecar: word[0] == 's'))];
}
