using Hami.Core.Devices;
using Hami.Core.Placement;
using Hami.Core.Placement.State;
using Hami.Core.Protocol;
using Hami.Core.Requests;
using Hami.Core.Vendors;
using Hami.Core.Vendors.Nvidia;

namespace Hami.Tests.Placement;

/// <summary>A small cluster in words: nodes, pods and the state over them.</summary>
internal sealed class Cluster
{
    public static readonly DateTimeOffset Start = DateTimeOffset.FromUnixTimeSeconds(1_700_000_000);

    public static readonly VendorSet ThreeVendors = new(
    [
        new NvidiaGpu(new NvidiaOptions
        {
            CountResource = "nvidia.com/gpu",
            MemoryResource = "nvidia.com/gpumem",
            MemoryPercentageResource = "nvidia.com/gpumem-percentage",
            CoreResource = "nvidia.com/gpucores",
        }),
        new CambriconMlu("cambricon.com/vmlu", "cambricon.com/mlu.smlu.vmemory", "cambricon.com/mlu.smlu.vcore"),
        new HygonDcu("hygon.com/dcunum", "hygon.com/dcumem", "hygon.com/dcucores", 1),
    ]);

    public Cluster(params Node[] nodes) : this(new StateSettings(), nodes)
    {
    }

    public Cluster(StateSettings settings, params Node[] nodes)
    {
        State = new ClusterState(ThreeVendors, settings);
        foreach (var node in nodes) State.NodeUpserted(node);
    }

    public ClusterState State { get; }

    public static Device Gpu(string id, int memory = 10_000, int numa = 0, int count = 10, string model = "NVIDIA-A", bool healthy = true, string mode = Device.SharedMode, int cores = 100) =>
        new() { Id = id, Memory = memory, Numa = numa, Count = count, Cores = cores, Model = model, IsHealthy = healthy, Mode = mode, MigProfiles = mode == Device.MigMode ? Profiles : [] };

    public static IReadOnlyList<MigProfile> Profiles { get; } =
    [
        new("1g.5gb", 4864, 14, 1, [.. Enumerable.Range(0, 7).Select(static start => new MigPlacement(start, 1))]),
        new("3g.20gb", 19968, 42, 3, [new MigPlacement(0, 4), new MigPlacement(4, 4)]),
    ];

    public static Node GpuNode(string name, params Device[] devices) => new()
    {
        Name = name,
        Annotations = new Dictionary<string, string> { [NvidiaKeys.NodeRegister] = NodeJsonCodec.Encode(devices) },
        Allocatable = Resources(("nvidia.com/gpu", "100")),
    };

    public static Node With(Node node, params (string Key, string Value)[] annotations) => node with
    {
        Annotations = node.Annotations.Concat(annotations.Select(static entry => KeyValuePair.Create(entry.Key, entry.Value))).ToDictionary(),
    };

    public static ResourceList Resources(params (string Name, string Quantity)[] entries) =>
        new([.. entries.Select(static entry => KeyValuePair.Create(entry.Name, new Quantity(entry.Quantity)))]);

    public static Container Asks(int gpus, int memory = 1000, int cores = 0, string name = "c", bool sidecar = false) => new()
    {
        Name = name,
        IsSidecar = sidecar,
        Limits = Resources(("nvidia.com/gpu", $"{gpus}"), ("nvidia.com/gpumem", $"{memory}"), ("nvidia.com/gpucores", $"{cores}")),
    };

    public static Pod Pod(string name, params Container[] containers) => new()
    {
        Namespace = "team",
        Name = name,
        Uid = $"uid-{name}",
        Containers = containers,
    };

    public FilterOutcome Filter(Pod pod, DateTimeOffset? now = null, Fence? fence = null) =>
        State.Filter(pod, State.AllNodes(), fence ?? Fence.Sole, now ?? Start);

    /// <summary>Filters, and shows the pod bound with what was decided.</summary>
    public Pod Run(Pod pod)
    {
        var placement = Filter(pod).Placement ?? throw new InvalidOperationException($"{pod.Name} was not placed");
        var annotations = pod.Annotations.Concat(Decision.Annotations(placement, ThreeVendors, Start)).ToDictionary();
        var running = pod with { NodeName = placement.NodeName, Phase = PodPhase.Running, Annotations = annotations };
        State.PodUpserted(running);
        return running;
    }

    public string Usage(string node)
    {
        var snapshot = State.SnapshotOf(node)!;
        var parts = new List<string>();
        for (var i = 0; i < snapshot.Devices.Length; i++)
        {
            var used = snapshot.Usage[i];
            if (used != default) parts.Add($"{snapshot.Devices[i].Id} {used.Slots}/{used.Memory}/{used.Cores}");
        }

        return string.Join(' ', parts);
    }
}
