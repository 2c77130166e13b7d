using Hami.Core.Devices;
using Hami.Core.Placement;
using Hami.Core.Placement.State;
using Hami.Core.Protocol;
using Hami.Core.Requests;
using Hami.Core.Vendors.Nvidia;
using Hami.Nodes.Nvml;

namespace Hami.Nodes.Local;

/// <summary>
/// Places a job on this machine's devices: the scheduler's own decision, on a cluster of one node. A pure function of the devices,
/// of what stands on them, and of what is asked.
/// </summary>
public static class LocalPlacement
{
    /// <summary>How many jobs may share a device, cores and memory permitting.</summary>
    public const int MostShares = 64;

    private const string NodeName = "this machine";
    private const string Namespace = "local";
    private const long MiB = 1024 * 1024;

    private static readonly NvidiaOptions Options = new()
    {
        CountResource = "nvidia.com/gpu",
        MemoryResource = "nvidia.com/gpumem",
        MemoryPercentageResource = "nvidia.com/gpumem-percentage",
        CoreResource = "nvidia.com/gpucores",
        PriorityResource = "nvidia.com/priority",
    };

    private static readonly VendorSet Vendors = new([new NvidiaGpu(Options)]);

    /// <summary>Decides.</summary>
    /// <param name="devices">The machine's devices.</param>
    /// <param name="standing">For each living job its shares.</param>
    /// <param name="ask">What is asked.</param>
    public static LocalAnswer Decide(IReadOnlyList<NvmlDevice> devices, IReadOnlyList<IReadOnlyList<LocalShare>> standing, ShareAsk ask)
    {
        var answer = Try(devices, standing, ask);
        return answer.IsPlaced || standing.Count == 0 ? answer with { IsHopeless = !answer.IsPlaced }
            : answer with { IsHopeless = !Try(devices, [], ask).IsPlaced };
    }

    private static LocalAnswer Try(IReadOnlyList<NvmlDevice> devices, IReadOnlyList<IReadOnlyList<LocalShare>> standing, ShareAsk ask)
    {
        if (devices.Count == 0) return Refused("this machine has no devices", []);
        if (ask.Gpus > devices.Count) return Refused($"asked {ask.Gpus} devices, this machine has {devices.Count}", []);
        var state = new ClusterState(Vendors, new StateSettings());
        state.NodeUpserted(NodeOf(devices));
        for (var i = 0; i < standing.Count; i++) state.PodUpserted(PodOf(standing[i], i));
        var pod = PodOf(ask);
        var outcome = state.Decide(pod, state.AllNodes());
        if (outcome is { Kind: FilterKind.Placed, Placement: { } placement })
            return new LocalAnswer([.. placement.SharesOf(NvidiaKeys.Vendor)[0].Select(static share => new LocalShare(share.DeviceId, share.Memory, share.Cores))], "", [], false);
        if (outcome.Kind == FilterKind.Failed) return Refused(outcome.Error, []);
        var why = state.Explain(pod, state.AllNodes());
        return why.Count == 0
            ? Refused("none of this machine's devices can be used", [.. devices.Where(static device => device.Fault is not null).Select(device => $"device {device.Index}: {device.Fault}")])
            : Refused(string.Join("; ", [why[0].Reason, .. why[0].Faults]), [.. why[0].Devices.OrderBy(reason => IndexOf(devices, reason.DeviceId)).Select(reason => $"{Called(devices, reason.DeviceId)}: {reason.Word}{(reason.Detail.Length > 0 ? $" ({reason.Detail})" : "")}")]);
    }

    private static LocalAnswer Refused(string reason, IReadOnlyList<string> devices) => new([], reason, devices, false);

    private static int IndexOf(IReadOnlyList<NvmlDevice> devices, string uuid) => devices.FirstOrDefault(device => device.Uuid == uuid)?.Index ?? devices.Count;

    private static string Called(IReadOnlyList<NvmlDevice> devices, string uuid) =>
        devices.FirstOrDefault(device => device.Uuid == uuid) is { } found ? $"device {found.Index} ({found.Name}, {uuid})" : uuid;

    private static Node NodeOf(IReadOnlyList<NvmlDevice> devices)
    {
        var announced = devices.Where(static device => device.Fault is null).Select(static device => new Device
        {
            Id = device.Uuid,
            Index = device.Index,
            Count = MostShares,
            Memory = (int)Math.Min((long)(device.MemoryTotal / (ulong)MiB), int.MaxValue),
            Cores = 100,
            Model = $"NVIDIA-{device.Name}",
            Numa = device.Numa,
            Mode = device.IsMig ? Device.MigMode : Device.SharedMode,
            IsHealthy = true,
        }).ToList();
        return new Node
        {
            Name = NodeName,
            Annotations = new Dictionary<string, string> { [NvidiaKeys.NodeRegister] = NodeJsonCodec.Encode(announced) },
            Allocatable = List((Options.CountResource, $"{announced.Count * MostShares}")),
        };
    }

    private static Pod PodOf(IReadOnlyList<LocalShare> shares, int number) => new()
    {
        Namespace = Namespace,
        Name = $"job-{number}",
        Uid = $"job-{number}",
        NodeName = NodeName,
        Phase = PodPhase.Running,
        Containers = [new Container { Name = "job" }],
        Annotations = new Dictionary<string, string>
        {
            [NvidiaKeys.DevicesAllocated] = PodDevicesCodec.Encode([[.. shares.Select(static share => new Share(share.Uuid, NvidiaKeys.Vendor, share.MemoryMiB, share.Cores))]]),
        },
    };

    private static Pod PodOf(ShareAsk ask)
    {
        var limits = new List<(string, string)> { (Options.CountResource, $"{ask.Gpus}") };
        if (ask.MemoryMiB is { } memory) limits.Add((Options.MemoryResource, $"{memory}"));
        if (ask.MemoryPercent is { } percent) limits.Add((Options.MemoryPercentageResource, $"{percent}"));
        limits.Add((Options.CoreResource, $"{ask.Cores}"));
        var annotations = new Dictionary<string, string>();
        if (ask.Policy.Length > 0) annotations[AnnotationKeys.GpuSchedulerPolicy] = ask.Policy;
        return new Pod
        {
            Namespace = Namespace,
            Name = "job",
            Uid = "job",
            Annotations = annotations,
            Containers = [new Container { Name = "job", Limits = List([.. limits]) }],
        };
    }

    private static ResourceList List(params ReadOnlySpan<(string Name, string Amount)> entries)
    {
        var list = new KeyValuePair<string, Quantity>[entries.Length];
        for (var i = 0; i < entries.Length; i++) list[i] = KeyValuePair.Create(entries[i].Name, new Quantity(entries[i].Amount));
        return new ResourceList(list);
    }
}
