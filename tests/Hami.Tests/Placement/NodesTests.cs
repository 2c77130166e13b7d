using Hami.Core.Placement;
using Hami.Core.Placement.State;
using Hami.Core.Protocol;
using Hami.Core.Requests;
using Xunit;
using static Hami.Tests.Placement.Cluster;

namespace Hami.Tests.Placement;

/// <summary>Which nodes are offered, and what stands on them.</summary>
public sealed class NodesTests
{
    private static readonly Pod Small = Pod("p", Asks(1));

    [Fact]
    public void Only_nodes_with_the_selected_labels_are_registered()
    {
        var settings = new StateSettings { NodeSelector = new Dictionary<string, string> { ["gpu"] = "on" } };
        var cluster = new Cluster(settings, GpuNode("without", Gpu("a")), GpuNode("off", Gpu("b")) with { Labels = new Dictionary<string, string> { ["gpu"] = "off" } });
        var candidates = cluster.State.NewCandidates();
        candidates.Add("without");
        candidates.Add("off"u8);
        candidates.Add("nobody"u8);
        Assert.Equal(["node unregistered"], cluster.State.Filter(Small, candidates, Fence.Sole, Start).Refusals.Select(static refusal => refusal.Reason).Distinct());
        cluster.State.NodeUpserted(GpuNode("off", Gpu("b")) with { Labels = new Dictionary<string, string> { ["gpu"] = "on" } });
        Assert.Equal("off", cluster.Filter(Small).Placement!.NodeName);
    }

    [Theory]
    [InlineData("not ready")]
    [InlineData("no plugin")]
    [InlineData("absent count")]
    [InlineData("malformed")]
    [InlineData("bad id")]
    public void A_node_that_can_t_serve_offers_nothing_and_says_why(string why)
    {
        var node = GpuNode("n", Gpu(why == "bad id" ? "a,b" : "a"));
        node = why switch
        {
            "not ready" => node with { IsReady = false },
            "no plugin" => node with { Allocatable = Resources(("nvidia.com/gpu", "0")) },
            "absent count" => node with { Allocatable = ResourceList.Empty },
            "malformed" => With(GpuNode("n"), ("other", "x")) with { Annotations = new Dictionary<string, string> { [NvidiaKeys.NodeRegister] = "[{]" } },
            _ => node,
        };
        var cluster = new Cluster(node, GpuNode("good", Gpu("g")));
        Assert.Equal("good", cluster.Filter(Small).Placement!.NodeName);
        Assert.NotEmpty(cluster.State.Explain(Small, cluster.State.AllNodes()).Single(static explained => explained.Node == "n").Faults);
    }

    [Fact]
    public void A_node_that_goes_and_comes_back_finds_what_still_stands_on_it()
    {
        var cluster = new Cluster(GpuNode("n", Gpu("g")));
        var running = cluster.Run(Small);
        cluster.State.NodeDeleted("n");
        cluster.State.NodeDeleted("never there");
        Assert.Null(cluster.State.SnapshotOf("n"));
        cluster.State.NodesListed([GpuNode("n", Gpu("g"))]);
        Assert.Equal("g 1/1000/0", cluster.Usage("n"));
        cluster.State.NodesListed([]);
        Assert.Null(cluster.State.SnapshotOf("n"));
        cluster.State.PodDeleted(running.Uid);
        cluster.State.NodeUpserted(GpuNode("n", Gpu("g")));
        Assert.Equal("", cluster.Usage("n"));
    }

    [Fact]
    public void A_heartbeat_makes_no_new_state()
    {
        var cluster = new Cluster(GpuNode("n", Gpu("g")));
        var before = cluster.State.SnapshotOf("n");
        cluster.State.NodeUpserted(GpuNode("n", Gpu("g")) with { ResourceVersion = "later" });
        Assert.Same(before, cluster.State.SnapshotOf("n"));
        cluster.State.NodeUpserted(With(GpuNode("n", Gpu("g")), ("hami.io/device-cordon", "g")));
        Assert.NotSame(before, cluster.State.SnapshotOf("n"));
        Assert.Equal("1/1 CardCordoned", Assert.Single(cluster.Filter(Small).Refusals).Reason);
    }

    [Theory]
    [InlineData("g,NVIDIA,4864,14:;", "", "g")]
    [InlineData("g,NVIDIA,4864,14:;", """[{"containerIndex":0,"deviceIndex":0,"gpuUUID":"unknown","profile":"1g.5gb","placement":{"start":6,"size":1}}]""", "g")]
    [InlineData("s,NVIDIA,4864,14:;", """[{"containerIndex":0,"deviceIndex":0,"gpuUUID":"s","profile":"1g.5gb","placement":{"start":6,"size":1}}]""", "s")]
    [InlineData("s,NVIDIA,1000,0:;", """[{"containerIndex":0,"deviceIndex":0,"gpuUUID":"gone","profile":"1g.5gb","placement":{"start":6,"size":1}}]""", "g")]
    [InlineData("g,NVIDIA,4864,14:;", """[{"containerIndex":0,"deviceIndex":0,"gpuUUID":"g","profile":"1g.5gb","placement":{"start":6,"size":1}}]""", "")]
    public void A_device_of_which_it_can_t_be_told_what_stands_on_it_is_not_used(string allocated, string instances, string unusable)
    {
        var cluster = new Cluster(GpuNode("n", Gpu("g", memory: 40_960, mode: "mig"), Gpu("s")));
        var annotations = new Dictionary<string, string> { [NvidiaKeys.DevicesAllocated] = allocated };
        if (instances.Length > 0) annotations[NvidiaKeys.MigAllocations] = instances;
        cluster.State.PodUpserted(Pod("old", new Container { Name = "c" }) with { NodeName = "n", Annotations = annotations });
        var snapshot = cluster.State.SnapshotOf("n")!;
        var bad = new List<string>();
        for (var i = 0; i < snapshot.Devices.Length; i++)
        {
            if (!snapshot.IsUsable(i)) bad.Add(snapshot.Devices[i].Id);
        }

        Assert.Equal(unusable, string.Join(' ', bad));
    }

    [Fact]
    public void A_record_of_instances_that_the_agent_completes_is_read_again()
    {
        var cluster = new Cluster(GpuNode("n", Gpu("g", memory: 40_960, mode: "mig")));
        var running = cluster.Run(Small);
        Assert.True(cluster.State.Charges().Single().Charge.Usage.AwaitsInstances);
        var complete = running.Annotations[NvidiaKeys.MigAllocations].Replace("\"size\":1}", "\"size\":1},\"migUUID\":\"MIG-1\",\"gpuInstanceID\":7,\"computeInstanceID\":0", StringComparison.Ordinal);
        cluster.State.PodUpserted(running with { Annotations = running.Annotations.Append(KeyValuePair.Create(NvidiaKeys.MigAllocations, complete)).GroupBy(static entry => entry.Key).ToDictionary(static group => group.Key, static group => group.Last().Value) });
        Assert.Equal("MIG-1", cluster.State.Charges().Single().Charge.Usage.Instances.Single().MigUuid);
    }

    [Fact]
    public void A_pod_whose_record_can_t_be_read_is_told_of_and_others_count()
    {
        var cluster = new Cluster(GpuNode("n", Gpu("g")));
        var told = new List<string>();
        cluster.State.PodFault = (pod, fault) => told.Add($"{pod.Name}: {fault}");
        cluster.State.PodsListed(
        [
            Pod("bad") with { NodeName = "n", Annotations = new Dictionary<string, string> { [NvidiaKeys.DevicesAllocated] = "g,NVIDIA,x,0:;" } },
            Pod("good") with { NodeName = "n", Annotations = new Dictionary<string, string> { [NvidiaKeys.DevicesAllocated] = "g,NVIDIA,7,0:;" } },
        ]);
        Assert.Equal("g 1/7/0", cluster.Usage("n"));
        Assert.StartsWith("bad: ", Assert.Single(told), StringComparison.Ordinal);
        Assert.True(cluster.State.HasPod("team", "bad"));
        Assert.False(cluster.State.HasPod("team", "nobody"));
    }

    [Theory]
    [InlineData("binpack", "full")]
    [InlineData("anything", "full")]
    [InlineData("spread", "empty")]
    public void The_policy_of_the_pod_chooses_the_node(string policy, string node)
    {
        var cluster = new Cluster(GpuNode("empty", Gpu("a")), GpuNode("full", Gpu("b")));
        cluster.State.PodUpserted(Pod("there") with { NodeName = "full", Annotations = new Dictionary<string, string> { [NvidiaKeys.DevicesAllocated] = "b,NVIDIA,7,0:;" } });
        var pod = Small with { Annotations = new Dictionary<string, string> { [AnnotationKeys.NodeSchedulerPolicy] = policy } };
        Assert.Equal(node, cluster.State.Decide(pod, cluster.State.AllNodes()).Placement!.NodeName);
        Assert.Equal(node, cluster.Filter(pod).Placement!.NodeName);
    }

    [Fact]
    public void Of_equal_nodes_the_one_named_first_is_chosen()
    {
        var cluster = new Cluster(GpuNode("b", Gpu("1")), GpuNode("a", Gpu("2")), GpuNode("c", Gpu("3")));
        var candidates = cluster.State.NewCandidates();
        foreach (var name in new[] { "c", "a", "b" }) candidates.Add(name);
        Assert.Equal("c", cluster.State.Decide(Small, candidates).Placement!.NodeName);
        Assert.Equal(3, candidates.Count);
    }

    [Fact]
    public void A_node_that_a_sum_calls_hopeless_is_refused_by_the_full_test_too()
    {
        foreach (var (memory, cores, count) in from memory in new[] { 1, 5000, 9000, 9001, 10_000 } from cores in new[] { 0, 60, 61, 100, 150 } from count in new[] { 1, 2, 3 } select (memory, cores, count))
        {
            var cluster = new Cluster(GpuNode("n", Gpu("full", count: 1), Gpu("used"), Gpu("sick", healthy: false, memory: 50_000)));
            cluster.State.PodUpserted(Pod("there") with { NodeName = "n", Annotations = new Dictionary<string, string> { [NvidiaKeys.DevicesAllocated] = "full,NVIDIA,7,0:used,NVIDIA,1000,40:;" } });
            var pod = Pod("p", Asks(count, memory, cores));
            var outcome = cluster.State.Decide(pod, cluster.State.AllNodes());
            Assert.Equal(count == 1 && memory <= 9000 && Math.Min(cores, 100) <= 60, outcome.Kind == FilterKind.Placed);
        }
    }

    [Fact]
    public void A_dry_run_changes_nothing_and_lets_known_nodes_carry_their_pods()
    {
        var cluster = new Cluster(GpuNode("n", Gpu("g")));
        cluster.Run(Pod("there", Asks(1, 6000)));
        var (error, refusals) = cluster.State.TryOn(Pod("p", Asks(1, 6000)), [GpuNode("n", Gpu("g")), GpuNode("new", Gpu("x")), GpuNode("bare")]);
        Assert.Empty(error);
        Assert.Equal(["1/1 CardInsufficientMemory", null, "node unregistered"], refusals);
        Assert.Equal(0, cluster.State.ReservationCount);
        Assert.Equal([null], cluster.State.TryOn(Pod("q"), [GpuNode("bare")]).Refusals);
        Assert.NotEmpty(cluster.State.TryOn(Pod("r", new Container { Name = "c", Limits = Resources(("nvidia.com/gpu", "-1")) }), []).Error);
    }

    [Theory]
    [InlineData(0, 10, 10)]
    [InlineData(10, 0, 10)]
    [InlineData(10, 10, 0)]
    public void A_load_without_a_total_is_none(int count, int memory, int cores)
    {
        var cluster = new Cluster(GpuNode("n", Gpu("g", memory: memory, count: count, cores: cores)));
        cluster.State.PodUpserted(Pod("there") with { NodeName = "n", Annotations = new Dictionary<string, string> { [NvidiaKeys.DevicesAllocated] = "g,NVIDIA,5,5:;" } });
        Assert.Equal(0f, cluster.State.SnapshotOf("n")!.Score);
    }

    [Fact]
    public void Descriptions_list_only_names_that_there_are()
    {
        var description = ThreeVendors.Find("MLU")!.Description;
        Assert.Equal(["cambricon.com/vmlu", "cambricon.com/mlu.smlu.vmemory", "cambricon.com/mlu.smlu.vcore"], description.ResourceNames);
        Assert.Equal(["hami.io/cambricon-mlu-devices-to-allocate", "hami.io/cambricon-mlu-devices-allocated", "CAMBRICON_DSMLU_PROFILE", "CAMBRICON_DSMLU_ASSIGNED"], description.DecisionKeys);
        Assert.Equal(["cambricon.com/use-gpuuuid", "cambricon.com/nouse-gpuuuid"], description.UserKeys);
        var bare = new VendorDescription { Key = "k", CountResource = "c", AllocatedKey = "a" };
        Assert.Equal(["c"], bare.ResourceNames);
        Assert.Equal(["a"], bare.DecisionKeys);
        Assert.Empty(bare.UserKeys);
        Assert.Equal(["NVIDIA", "MLU", "DCU"], ThreeVendors.All.Select(static vendor => vendor.Key));
        Assert.Null(ThreeVendors.Find("nobody"));
    }
}
