using Hami.Core.Devices;
using Hami.Core.Placement;
using Hami.Core.Protocol;
using Hami.Core.Requests;
using Xunit;
using static Hami.Tests.Placement.Cluster;

namespace Hami.Tests.Placement;

/// <summary>Given a node and a pod, these annotations and locks.</summary>
public sealed class DecisionTests
{
    private static readonly Node Mlu = new()
    {
        Name = "n",
        Capacity = Resources(("cambricon.com/mlu.smlu.vcore", "100"), ("cambricon.com/mlu.smlu.vmemory", "100")),
    };

    [Fact]
    public void Where_the_plugin_takes_decisions_by_CDI_the_pod_needs_no_phase_and_no_lock()
    {
        var placement = Place(With(GpuNode("n", Gpu("g")), (AnnotationKeys.NodeHandover, "cdi")), Pod("p", Asks(1, 500, 10)));
        Assert.Equal(
            [
                "hami.io/bind-phase=success", "hami.io/bind-time=1700000000", "hami.io/handover=cdi", "hami.io/vgpu-devices-allocated=g,NVIDIA,500,10:;",
                "hami.io/vgpu-node=n", "hami.io/vgpu-time=1700000000",
            ],
            Written(placement));
        Assert.Empty(Decision.Locks(placement, ThreeVendors));
    }

    [Theory]
    [InlineData("lock")]
    [InlineData("something else")]
    public void Elsewhere_it_is_written_as_the_original_does(string handover)
    {
        var placement = Place(With(GpuNode("n", Gpu("g")), (AnnotationKeys.NodeHandover, handover)), Pod("p", Asks(1, 500, 10)));
        Assert.Equal(
            [
                "hami.io/bind-phase=allocating", "hami.io/bind-time=1700000000", "hami.io/vgpu-devices-allocated=g,NVIDIA,500,10:;",
                "hami.io/vgpu-devices-to-allocate=g,NVIDIA,500,10:;", "hami.io/vgpu-node=n", "hami.io/vgpu-time=1700000000",
            ],
            Written(placement));
        Assert.Equal(["hami.io/mutex.lock"], Decision.Locks(placement, ThreeVendors));
    }

    [Fact]
    public void A_vendor_with_a_lock_of_its_own_keeps_it()
    {
        var placement = Place(Mlu, Pod("p", new Container { Name = "c", Limits = Resources(("cambricon.com/vmlu", "1")) }));
        Assert.Equal(["cambricon.com/dsmlu.lock"], Decision.Locks(placement, ThreeVendors));
        Assert.Contains("hami.io/bind-phase=allocating", Written(placement));
    }

    [Fact]
    public void Shares_of_two_vendors_need_the_agent_and_the_lock_of_the_one_that_has_no_CDI()
    {
        var both = With(GpuNode("n", Gpu("g")), (AnnotationKeys.NodeHandover, "cdi")) with { Capacity = Mlu.Capacity };
        var placement = Place(both, Pod("p", Asks(1, 500, 10), new Container { Name = "d", Limits = Resources(("cambricon.com/vmlu", "1"), ("cambricon.com/mlu.smlu.vmemory", "2"), ("cambricon.com/mlu.smlu.vcore", "3")) }));
        var written = Written(placement);
        Assert.Equal(["cambricon.com/dsmlu.lock"], Decision.Locks(placement, ThreeVendors));
        Assert.Contains("hami.io/bind-phase=allocating", written);
        Assert.Contains("hami.io/handover=cdi", written);
        Assert.Contains("hami.io/vgpu-devices-allocated=g,NVIDIA,500,10:;;", written);
        Assert.Contains("hami.io/cambricon-mlu-devices-allocated=;n-cambricon-mlu-0,MLU,512,3:;", written);
        Assert.DoesNotContain(written, static entry => entry.StartsWith(NvidiaKeys.DevicesToAllocate, StringComparison.Ordinal));
    }

    [Fact]
    public void Locks_are_named_once_and_in_order()
    {
        var all = GpuNode("n", Gpu("g")) with
        {
            Capacity = Mlu.Capacity,
            Allocatable = Resources(("nvidia.com/gpu", "1"), ("hygon.com/dcunum", "1")),
        };
        all = With(all, ("hami.io/node-dcu-register", "d,1,1000,100,DCU,0,true,0,hami-core:"));
        var placement = Place(all, Pod("p", Asks(1), new Container { Name = "d", Limits = Resources(("cambricon.com/vmlu", "1"), ("hygon.com/dcunum", "1")) }));
        Assert.Equal(["cambricon.com/dsmlu.lock", "hami.io/mutex.lock"], Decision.Locks(placement, ThreeVendors));
    }

    [Fact]
    public void A_hardware_instance_is_recorded()
    {
        var placement = Place(GpuNode("n", Gpu("g", memory: 40_960, mode: Device.MigMode)), Pod("p", Asks(1, 4000), Asks(1, 5000, name: "d")));
        Assert.Contains(
            """hami.io/vgpu-mig-allocations=[{"containerIndex":0,"deviceIndex":0,"gpuUUID":"g","profile":"1g.5gb","placement":{"start":6,"size":1}},{"containerIndex":1,"deviceIndex":0,"gpuUUID":"g","profile":"3g.20gb","placement":{"start":0,"size":4}}]""",
            Written(placement));
    }

    private static PodPlacement Place(Node node, Pod pod) => new Cluster(node).Filter(pod).Placement!;

    private static IEnumerable<string> Written(PodPlacement placement) =>
        Decision.Annotations(placement, ThreeVendors, Start).Select(static entry => $"{entry.Key}={entry.Value}");
}
