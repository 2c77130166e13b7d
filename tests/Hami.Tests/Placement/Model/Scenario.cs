using Hami.Core.Devices;
using Hami.Core.Placement;
using Hami.Core.Placement.State;
using Hami.Core.Requests;
using Hami.Core.Vendors.Nvidia;

namespace Hami.Tests.Placement.Model;

/// <summary>What is explored: a cluster, its pods, and how much may happen. Every node has two devices of 1000 MiB in two shares each.</summary>
internal sealed record Scenario
{
    public const int DevicesPerNode = 2;
    public const int SlotsPerDevice = 2;
    public const int DeviceMemory = 1000;
    public const int MostIncarnations = 2;

    private static readonly VendorSet Vendor = new([new NvidiaGpu(new NvidiaOptions
    {
        CountResource = "nvidia.com/gpu", MemoryResource = "nvidia.com/gpumem", MemoryPercentageResource = "nvidia.com/gpumem-percentage",
        CoreResource = "nvidia.com/gpucores", PriorityResource = "nvidia.com/priority",
    })]);

    public required string Name { get; init; }

    public required int Nodes { get; init; }

    /// <summary>One for each name of a pod.</summary>
    public required Spec[] Pods { get; init; }

    /// <summary>How many names, the last ones, have no pod at the beginning; one comes as a successor would.</summary>
    public int Absent { get; init; }

    /// <summary>Filter calls for one pod.</summary>
    public int Filters { get; init; } = 2;

    public int Deletions { get; init; }

    /// <summary>How often a pod comes back under the name of one that is gone.</summary>
    public int Successors { get; init; }

    /// <summary>How often a pod is reported unschedulable.</summary>
    public int Reports { get; init; }

    public int Restarts { get; init; }

    public Wait AfterRestart { get; init; } = Wait.Always;

    /// <summary>Whether a second replica takes over when the lease of the first ends.</summary>
    public bool TakesOver { get; init; }

    /// <summary>Whether the first may also give its lease up before its time.</summary>
    public bool GivesUp { get; init; }

    /// <summary>Whether a replica that takes over waits until the Bindings of the one before can no longer land.</summary>
    public bool WaitsAtTakeOver { get; init; } = true;

    /// <summary>For how many ticks a Binding may land.</summary>
    public int BindTicks { get; init; } = 1;

    /// <summary>Whether the answer to a Binding may get lost.</summary>
    public bool LosesAnswers { get; init; } = true;

    public bool Lapses { get; init; } = true;

    /// <summary>Whether the API server binds only the very pod that the Binding names by its UID, as servers from 1.22 on do.</summary>
    public bool ServerChecksUid { get; init; }

    /// <summary>Makes the state that is explored: the real one, or one with a fault.</summary>
    public Func<VendorSet, StateSettings, ClusterState> NewState { get; init; } = static (vendors, settings) => new ClusterState(vendors, settings);

    public static VendorSet Vendors => Vendor;

    public int Replicas => TakesOver ? 2 : 1;

    public StateSettings Settings => new() { BindTimeout = TimeSpan.FromSeconds(BindTicks), ReservationTimeout = TimeSpan.FromHours(1) };

    public Node Node(int index) => new()
    {
        Name = $"N{index}",
        Annotations = new Dictionary<string, string> { ["hami.io/node-nvidia-register"] = Register(index) },
        Allocatable = new ResourceList([KeyValuePair.Create("nvidia.com/gpu", new Quantity("4"))]),
    };

    public static string Register(int index) => $"[{string.Join(',', Enumerable.Range(0, DevicesPerNode).Select(device =>
        $$"""{"id":"N{{index}}D{{device}}","index":{{device}},"count":{{SlotsPerDevice}},"devmem":{{DeviceMemory}},"devcore":100,"type":"NVIDIA-X","mode":"hami-core","health":true}"""))}]";

    /// <summary>What every container of a pod asks for: one number of devices, memory and cores of each.</summary>
    internal sealed record Spec(int Devices, int Memory, int Cores)
    {
        /// <summary>Two fit on a device.</summary>
        public static readonly Spec Half = new(1, 500, 40);

        /// <summary>A device of its own.</summary>
        public static readonly Spec Whole = new(1, 1000, 100);

        /// <summary>Half of each of two devices.</summary>
        public static readonly Spec TwoHalves = new(2, 500, 50);

        /// <summary>Two devices of its own.</summary>
        public static readonly Spec TwoWholes = new(2, 1000, 100);

        public Container Container => new()
        {
            Name = "c",
            Limits = new ResourceList(
            [
                KeyValuePair.Create("nvidia.com/gpu", new Quantity($"{Devices}")),
                KeyValuePair.Create("nvidia.com/gpumem", new Quantity($"{Memory}")),
                KeyValuePair.Create("nvidia.com/gpucores", new Quantity($"{Cores}")),
            ]),
        };
    }

    /// <summary>When a process that has just started waits until the Bindings of the one before it can no longer land.</summary>
    internal enum Wait
    {
        /// <summary>Always.</summary>
        Always,

        /// <summary>When its first list shows pods that ask for devices and are not bound.</summary>
        WhenPodsArePending,

        /// <summary>Never.</summary>
        Never,
    }
}
