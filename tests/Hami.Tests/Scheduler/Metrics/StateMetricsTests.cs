using System.Buffers;
using System.Text;
using Hami.Core.Placement.State;
using Hami.Core.Protocol;
using Hami.Scheduler.Metrics;
using Hami.Tests.Scheduler.Fakes;
using Xunit;

namespace Hami.Tests.Scheduler.Metrics;

/// <summary>What is placed where, under the original's names and labels (control-plane.md §10).</summary>
public sealed class StateMetricsTests
{
    private const string MigProfiles = """
        migProfiles":[{"name":"1g.10gb","memoryMB":9728,"core":14,"sliceCount":1,"placements":[{"start":0,"size":1},{"start":1,"size":1}]}]
        """;

    [Fact]
    public void A_small_cluster_reads_word_for_word()
    {
        var state = Cluster.State(Cluster.Node("n1"));
        state.PodUpserted(Cluster.Pod("p").BoundTo("n1", "GPU-n1-0,NVIDIA,4096,30:;"));
        state.QuotaUpserted(Cluster.Quota(20_000));

        Assert.Equal(
            """
            # HELP hami_build_info What is running
            # TYPE hami_build_info gauge
            hami_build_info{version="1.2.3",revision="abc",build_date="2026-01-02",go_version="net10",compiler="aot",platform="linux/amd64"} 1
            # HELP hami_gpu_memory_limit_bytes Memory of the device in bytes
            # TYPE hami_gpu_memory_limit_bytes gauge
            hami_gpu_memory_limit_bytes{node="n1",device_uuid="GPU-n1-0",device_index="0",device_type="NVIDIA-Tesla V100",zone="vGPU"} 17179869184
            # HELP hami_gpu_core_limit_ratio Cores of the device in percent of one device
            # TYPE hami_gpu_core_limit_ratio gauge
            hami_gpu_core_limit_ratio{node="n1",device_uuid="GPU-n1-0",device_index="0",device_type="NVIDIA-Tesla V100",zone="vGPU"} 100
            # HELP hami_gpu_memory_allocated_bytes Memory given out in bytes
            # TYPE hami_gpu_memory_allocated_bytes gauge
            hami_gpu_memory_allocated_bytes{node="n1",device_uuid="GPU-n1-0",device_index="0",device_cores="100",device_type="NVIDIA-Tesla V100",zone="vGPU"} 4294967296
            # HELP hami_gpu_shared_count Shares standing on the device
            # TYPE hami_gpu_shared_count gauge
            hami_gpu_shared_count{node="n1",device_uuid="GPU-n1-0",device_index="0",device_type="NVIDIA-Tesla V100",zone="vGPU"} 1
            # HELP hami_gpu_core_allocated_ratio Cores given out in percent of one device
            # TYPE hami_gpu_core_allocated_ratio gauge
            hami_gpu_core_allocated_ratio{node="n1",device_uuid="GPU-n1-0",device_index="0",device_type="NVIDIA-Tesla V100",zone="vGPU"} 30
            # HELP hami_node_gpu_overview Memory given out in bytes, with the device's size as labels
            # TYPE hami_node_gpu_overview gauge
            hami_node_gpu_overview{node="n1",device_uuid="GPU-n1-0",device_index="0",device_cores="100",device_memory_limit="16384",device_type="NVIDIA-Tesla V100",zone="vGPU"} 4294967296
            # HELP hami_node_gpu_memory_allocated_ratio Part of the device's memory that is given out, 0 to 1
            # TYPE hami_node_gpu_memory_allocated_ratio gauge
            hami_node_gpu_memory_allocated_ratio{node="n1",device_uuid="GPU-n1-0",device_index="0",device_type="NVIDIA-Tesla V100",zone="vGPU"} 0.25
            # HELP hami_vgpu_memory_allocated_bytes Memory recorded for the pod on the device in bytes
            # TYPE hami_vgpu_memory_allocated_bytes gauge
            hami_vgpu_memory_allocated_bytes{namespace="default",node="n1",pod="p",container_index="0",device_uuid="GPU-n1-0",zone="vGPU"} 4294967296
            # HELP hami_vgpu_core_allocated_ratio Cores recorded for the pod on the device in percent of one device
            # TYPE hami_vgpu_core_allocated_ratio gauge
            hami_vgpu_core_allocated_ratio{namespace="default",node="n1",pod="p",container_index="0",device_uuid="GPU-n1-0",zone="vGPU"} 30
            # HELP hami_node_gpu_mig_instance_info 1 for each hardware instance that stands
            # TYPE hami_node_gpu_mig_instance_info gauge
            # HELP hami_resource_quota_used What the namespace's pods take of the resource, in units after the memory factor
            # TYPE hami_resource_quota_used gauge
            hami_resource_quota_used{namespace="default",quota_name="nvidia.com/gpumem",limit="20000",zone="vGPU"} 4096
            hami_resource_quota_used{namespace="default",quota_name="nvidia.com/gpucores",limit="0",zone="vGPU"} 30
            # HELP hami_resource_quota_limit The limit that the namespace's quotas set
            # TYPE hami_resource_quota_limit gauge
            hami_resource_quota_limit{namespace="default",quota_name="nvidia.com/gpumem",zone="vGPU"} 20000

            """,
            Scrape(state));
    }

    [Fact]
    public void The_names_of_old_stand_beside_them_when_asked_for()
    {
        var state = Cluster.State(Cluster.Node("n1"), MigNode("m1"));
        state.PodUpserted(Cluster.Pod("p").BoundTo("n1", "GPU-n1-0,NVIDIA,4096,30:;"));
        state.PodUpserted(MigPod("q", "m1", "MIG-1", start: 0));
        state.QuotaUpserted(Cluster.Quota(20_000));

        var scrape = new Exposition(Scrape(state, withLegacy: true));

        const string Device = "deviceidx=\"0\",devicetype=\"NVIDIA-Tesla V100\",deviceuuid=\"GPU-n1-0\",nodeid=\"n1\",zone=\"vGPU\"";
        const string Sized = "devicecores=\"100\",deviceidx=\"0\",devicetype=\"NVIDIA-Tesla V100\",deviceuuid=\"GPU-n1-0\",nodeid=\"n1\",zone=\"vGPU\"";
        const string Share = "containeridx=\"0\",deviceuuid=\"GPU-n1-0\",nodename=\"n1\",podname=\"p\",podnamespace=\"default\",zone=\"vGPU\"";
        Assert.Equal(17179869184, scrape.Of("GPUDeviceMemoryLimit")[Device]);
        Assert.Equal(100, scrape.Of("GPUDeviceCoreLimit")[Device]);
        Assert.Equal(4294967296, scrape.Of("GPUDeviceMemoryAllocated")[Sized]);
        Assert.Equal(1, scrape.Of("GPUDeviceSharedNum")[Device]);
        Assert.Equal(30, scrape.Of("GPUDeviceCoreAllocated")[Device]);
        Assert.Equal(4294967296, scrape.Of("nodeGPUOverview")[Sized.Replace("deviceidx=\"0\",", "deviceidx=\"0\",devicememorylimit=\"16384\",", StringComparison.Ordinal)]);
        Assert.Equal(0.25, scrape.Of("nodeGPUMemoryPercentage")["deviceidx=\"0\",deviceuuid=\"GPU-n1-0\",nodeid=\"n1\",zone=\"vGPU\""]);
        Assert.Equal(1, scrape.Of("nodeGPUMigInstance")["deviceidx=\"0\",deviceuuid=\"GPU-m1\",migname=\"1g.10gb-7\",nodeid=\"m1\",zone=\"vGPU\""]);
        Assert.Equal(4294967296, scrape.Of("vGPUMemoryAllocated")[Share]);
        Assert.Equal(30, scrape.Of("vGPUCoreAllocated")[Share]);
        Assert.Equal(4096 + 9728, scrape.Of("QuotaUsed")["limit=\"20000\",quotaName=\"nvidia.com/gpumem\",quotanamespace=\"default\",zone=\"vGPU\""]);

        Assert.All(new Exposition(Scrape(state)).Types.Keys, name => Assert.StartsWith("hami_", name));
    }

    [Fact]
    public void Every_sample_but_the_builds_is_a_gauge_of_the_zone()
    {
        var state = Cluster.State(Cluster.Node("n1", gpus: 8), MigNode("m1"));
        state.PodUpserted(MigPod("q", "m1", "MIG-1", start: 0));
        var scrape = new Exposition(Scrape(state, withLegacy: true));

        Assert.All(scrape.Types.Values, type => Assert.Equal("gauge", type));
        Assert.All(scrape.Samples.Where(sample => sample.Name != "hami_build_info"), sample => Assert.Contains("zone=\"vGPU\"", sample.Labels));
    }

    [Fact]
    public void A_hardware_instance_shows_once_the_nodes_agent_has_made_it()
    {
        var state = Cluster.State(MigNode("m1"));
        state.PodUpserted(MigPod("q", "m1", migUuid: null, start: 0));
        Assert.Empty(new Exposition(Scrape(state)).Of("hami_node_gpu_mig_instance_info"));

        state.PodUpserted(MigPod("q", "m1", "MIG-1", start: 0));
        Assert.Equal(
            "compute_instance_id=\"0\",device_index=\"0\",device_uuid=\"GPU-m1\",gpu_instance_id=\"7\",mig_uuid=\"MIG-1\",node=\"m1\",placement_size=\"1\",placement_start=\"0\",profile=\"1g.10gb\",zone=\"vGPU\"",
            Assert.Single(new Exposition(Scrape(state)).Of("hami_node_gpu_mig_instance_info")).Key);
    }

    /// <summary>In the original one such pair makes the whole scrape fail (control-plane.md C25).</summary>
    [Fact]
    public void No_two_samples_are_the_same_whatever_nodes_and_pods_say()
    {
        var twice = Cluster.Node("n1");
        twice = twice with { Annotations = new Dictionary<string, string>(twice.Annotations) { [NvidiaKeys.NodeRegister] = Twice(twice.Annotations[NvidiaKeys.NodeRegister]) } };
        var state = Cluster.State(twice, MigNode("m1"));

        // Two vendors' records of one device.
        var two = Cluster.Pod("two").BoundTo("n1");
        state.PodUpserted(two with
        {
            Annotations = new Dictionary<string, string>(two.Annotations) { ["hami.io/cambricon-mlu-devices-allocated"] = "GPU-n1-0,MLU,512,5:;" },
        });

        // The same hardware instance in two pods' records.
        state.PodUpserted(MigPod("q", "m1", "MIG-1", start: 0));
        state.PodUpserted(MigPod("r", "m1", "MIG-1", start: 0));

        // A pod that is gone while its Binding may still land, and its successor of the same name.
        var gone = Cluster.Pod("again", uid: "uid-1");
        state.PodUpserted(gone);
        Assert.Equal(FilterKind.Placed, state.Filter(gone, state.Offer("n1"), Fence.Sole, DateTimeOffset.UnixEpoch).Kind);
        Assert.NotNull(state.BeginBind(new BindRequest("default", "again", "uid-1", "n1"), Fence.Sole, DateTimeOffset.UnixEpoch).Placement);
        state.PodDeleted("uid-1");
        var successor = Cluster.Pod("again", memory: 1000, uid: "uid-2");
        state.PodUpserted(successor);
        Assert.Equal(FilterKind.Placed, state.Filter(successor, state.Offer("n1"), Fence.Sole, DateTimeOffset.UnixEpoch).Kind);

        var scrape = new Exposition(Scrape(state, withLegacy: true));

        var shares = scrape.Of("hami_vgpu_memory_allocated_bytes");
        Assert.Equal(4512.0 * 1024 * 1024, shares.Single(share => share.Key.Contains("pod=\"two\"", StringComparison.Ordinal)).Value);
        Assert.Equal(5000.0 * 1024 * 1024, shares.Single(share => share.Key.Contains("pod=\"again\"", StringComparison.Ordinal)).Value);
        Assert.Single(scrape.Of("hami_gpu_memory_limit_bytes"), sample => sample.Key.Contains("GPU-n1-0", StringComparison.Ordinal));
        Assert.Single(scrape.Of("hami_node_gpu_mig_instance_info"));
    }

    [Fact]
    public void Texts_that_the_format_must_escape_come_back_as_they_were()
    {
        var node = Cluster.Node("n1");
        var register = node.Annotations[NvidiaKeys.NodeRegister].Replace("NVIDIA-Tesla V100", """NVIDIA-a\"b\\c\nd""", StringComparison.Ordinal);
        var state = Cluster.State(node with { Annotations = new Dictionary<string, string>(node.Annotations) { [NvidiaKeys.NodeRegister] = register } });

        Assert.Contains("device_type=\"NVIDIA-a\"b\\c\nd\"", Assert.Single(new Exposition(Scrape(state)).Of("hami_gpu_shared_count")).Key);
    }

    [Fact]
    public void A_quotas_row_stays_at_zero_when_its_pods_are_gone()
    {
        var state = Cluster.State(Cluster.Node("n1"));
        var pod = Cluster.Pod("p");
        state.PodUpserted(pod.BoundTo("n1"));
        state.PodDeleted(pod.Uid);

        var scrape = new Exposition(Scrape(state));

        Assert.Equal(0, scrape.Of("hami_resource_quota_used")["limit=\"0\",namespace=\"default\",quota_name=\"nvidia.com/gpumem\",zone=\"vGPU\""]);
        Assert.Empty(scrape.Of("hami_resource_quota_limit"));
    }

    private static string Scrape(ClusterState state, bool withLegacy = false)
    {
        var text = new ArrayBufferWriter<byte>();
        var output = new ExpositionWriter(text);
        ExtenderServer.Options.Build.Write(output);
        new StateMetrics(state, withLegacy).Write(output);
        return Encoding.UTF8.GetString(text.WrittenSpan);
    }

    private static string Twice(string register) => $"{register[..^1]},{register[1..]}";

    private static Core.Devices.Node MigNode(string name)
    {
        var node = Cluster.Node(name);
        return node with
        {
            Annotations = new Dictionary<string, string>(node.Annotations)
            {
                [NvidiaKeys.NodeRegister] = $$"""[{"id":"GPU-{{name}}","count":7,"devmem":81920,"devcore":100,"type":"NVIDIA-A100","mode":"mig",{{MigProfiles}},"health":true}]""",
            },
        };
    }

    private static Core.Requests.Pod MigPod(string name, string node, string? migUuid, int start)
    {
        var made = migUuid is null ? "" : $",\"migUUID\":\"{migUuid}\",\"gpuInstanceID\":7,\"computeInstanceID\":0";
        var pod = Cluster.Pod(name).BoundTo(node, $"GPU-{node},NVIDIA,9728,14:;");
        return pod with
        {
            Annotations = new Dictionary<string, string>(pod.Annotations)
            {
                [NvidiaKeys.MigAllocations] =
                    $$$"""[{"containerIndex":0,"deviceIndex":0,"gpuUUID":"GPU-{{{node}}}","profile":"1g.10gb","placement":{"start":{{{start}}},"size":1}{{{made}}}}]""",
            },
        };
    }
}
