using System.Text.Json.Nodes;
using Hami.Core.Devices;
using Hami.Core.Placement;
using Hami.Core.Placement.State;
using Hami.Core.Protocol;
using Hami.Core.Protocol.Objects;
using Hami.Core.Requests;
using Hami.Scheduler.Feed;
using Hami.Tests.Admission;

namespace Hami.Tests.Scheduler.Fakes;

/// <summary>Nodes and pods of which the tests of the scheduler make their clusters.</summary>
internal static class Cluster
{
    public static readonly VendorSet Vendors = ConfiguredVendors.Default;

    public static readonly FieldSelection Fields = UsedFields.Of(Vendors, []);

    /// <summary>GPUs named <c>GPU-&lt;node&gt;-&lt;i&gt;</c>.</summary>
    public static Node Node(string name, int gpus = 1, int memory = 16384, string? handover = HandoverWays.Cdi, params (string Key, string Value)[] annotations)
    {
        var all = new Dictionary<string, string>
        {
            [NvidiaKeys.NodeRegister] = NodeJsonCodec.Encode(
            [
                .. Enumerable.Range(0, gpus).Select(i => new Device
                {
                    Id = $"GPU-{name}-{i}",
                    Index = i,
                    Count = 10,
                    Memory = memory,
                    Cores = 100,
                    Model = "NVIDIA-Tesla V100",
                    IsHealthy = true,
                }),
            ]),
        };
        if (handover is not null) all[AnnotationKeys.NodeHandover] = handover;
        foreach (var (key, value) in annotations) all[key] = value;
        return new Node { Name = name, Annotations = all, Allocatable = Resources(("nvidia.com/gpu", $"{gpus * 10}")) };
    }

    /// <summary>A pod with one container that asks for a share of one GPU.</summary>
    public static Pod Pod(string name, int memory = 4000, string? uid = null, string ns = "default") => new()
    {
        Namespace = ns,
        Name = name,
        Uid = uid ?? $"uid-{name}",
        Phase = PodPhase.Pending,
        Containers = [new Container { Name = "main", Limits = Resources(("nvidia.com/gpu", "1"), ("nvidia.com/gpumem", $"{memory}")) }],
    };

    /// <summary>The same pod, bound, as the watch shows it.</summary>
    public static Pod BoundTo(this Pod pod, string node, string? shares = null) => pod with
    {
        NodeName = node,
        Phase = PodPhase.Running,
        Annotations = new Dictionary<string, string>
        {
            [AnnotationKeys.AssignedNode] = node,
            [NvidiaKeys.DevicesAllocated] = shares ?? $"GPU-{node}-0,NVIDIA,{MemoryOf(pod)},0:;",
        },
    };

    public static ResourceQuota Quota(int memory, string ns = "default", string name = "quota") =>
        new() { Namespace = ns, Name = name, Hard = Resources(("limits.nvidia.com/gpumem", $"{memory}")) };

    public static ResourceList Resources(params (string Name, string Quantity)[] entries) =>
        new([.. entries.Select(entry => KeyValuePair.Create(entry.Name, new Quantity(entry.Quantity)))]);

    public static ClusterState State(params Node[] nodes)
    {
        var state = new ClusterState(Vendors, new StateSettings());
        foreach (var node in nodes) state.NodeUpserted(node);
        return state;
    }

    public static Candidates Offer(this ClusterState state, params IEnumerable<string> nodes)
    {
        var candidates = state.NewCandidates();
        foreach (var node in nodes) candidates.Add(node);
        return candidates;
    }

    /// <summary>MiB given out of a GPU.</summary>
    public static long MemoryTaken(this ClusterState state, string node, int gpu = 0) => state.SnapshotOf(node)!.Usage[gpu].Memory;

    /// <summary>The pod as kube-scheduler sends it.</summary>
    public static string Json(this Pod pod) => new JsonObject
    {
        ["metadata"] = new JsonObject
        {
            ["name"] = pod.Name,
            ["namespace"] = pod.Namespace,
            ["uid"] = pod.Uid,
            ["resourceVersion"] = pod.ResourceVersion,
            ["creationTimestamp"] = null,
            ["annotations"] = JsonOf(pod.Annotations),
        },
        ["spec"] = new JsonObject
        {
            ["nodeName"] = pod.NodeName,
            ["containers"] = new JsonArray(
            [
                .. pod.Containers.Select(container => new JsonObject
                {
                    ["name"] = container.Name,
                    ["resources"] = new JsonObject { ["limits"] = JsonOf(container.Limits.Select(entry => KeyValuePair.Create(entry.Key, entry.Value.Text!))) },
                }),
            ]),
        },
        ["status"] = new JsonObject { ["phase"] = pod.Phase.ToString() },
    }.ToJsonString();

    /// <summary>The node as the API server has it.</summary>
    public static string Json(this Node node) => new JsonObject
    {
        ["metadata"] = new JsonObject
        {
            ["name"] = node.Name,
            ["uid"] = $"uid-{node.Name}",
            ["resourceVersion"] = node.ResourceVersion,
            ["annotations"] = JsonOf(node.Annotations),
        },
        ["status"] = new JsonObject
        {
            ["allocatable"] = JsonOf(node.Allocatable.Select(entry => KeyValuePair.Create(entry.Key, entry.Value.Text!))),
            ["conditions"] = new JsonArray(new JsonObject { ["type"] = "Ready", ["status"] = "True" }),
        },
    }.ToJsonString();

    private static JsonObject JsonOf(IEnumerable<KeyValuePair<string, string>> entries) =>
        new(entries.Select(entry => KeyValuePair.Create<string, JsonNode?>(entry.Key, entry.Value)));

    private static string MemoryOf(Pod pod) => pod.Containers[0].Limits.TryGet("nvidia.com/gpumem", out var memory) ? memory.Text! : "0";
}
