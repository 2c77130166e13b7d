using Hami.Core.Devices;
using Hami.Core.Placement.Policies;
using Hami.Core.Placement.Reasons;
using Hami.Core.Requests;

namespace Hami.Core.Placement.Fitting;

/// <summary>One container's request of one vendor, tried on one node: what <see cref="Vendor.Fit"/> reads and fills. Reused from node to node.</summary>
public sealed class FitAttempt
{
    private readonly FitWorkspace workspace;
    private int[] candidates = [];
    private int firstCandidate;
    private int candidateCount;

    internal FitAttempt(FitWorkspace workspace) => this.workspace = workspace;

    /// <summary>The node as it was when the attempt began.</summary>
    public NodeSnapshot Node { get; private set; } = null!;

    /// <summary>What is asked.</summary>
    public DeviceRequest Request { get; private set; } = null!;

    /// <summary>Which devices the pod will have.</summary>
    public PodConstraints Constraints { get; private set; } = PodConstraints.None;

    /// <summary>The order in which devices are tried.</summary>
    public DevicePolicy Policy { get; private set; } = DevicePolicy.Spread;

    /// <summary>The vendor's devices, sorted; they are tried from the last to the first.</summary>
    public ReadOnlySpan<int> Candidates => candidates.AsSpan(firstCandidate, candidateCount);

    /// <summary>What is taken of each device of the node, earlier containers of the pod included.</summary>
    public ReadOnlySpan<DeviceUsage> Usage => workspace.CurrentUsage;

    /// <summary>Links between the vendor's devices.</summary>
    public PairScores Links { get; private set; } = PairScores.None;

    /// <summary>Whether one of the candidates is cut into hardware instances.</summary>
    public bool HasMig { get; private set; }

    /// <summary>What was chosen so far.</summary>
    public List<Pick> Picks { get; } = [];

    /// <summary>What was refused so far.</summary>
    internal ReasonTally Tally { get; } = new();

    /// <summary>Refuses a device.</summary>
    /// <param name="device">Index of the device.</param>
    /// <param name="word">The reason.</param>
    public void Refuse(int device, ReasonWord word)
    {
        Tally.Add(word);
        workspace.Explanation?.Add(new DeviceReason(workspace.ContainerName, Node.Devices[device].Id, word, Detail(device, word)));
    }

    /// <summary>Whether a place on a device is taken by a hardware instance: one that stands there, one decided on for an earlier container, or one picked in this attempt.</summary>
    public bool IsOccupied(int device, MigPlacement place)
    {
        foreach (var instance in Node.InstancesOn(device))
        {
            if (instance.Overlaps(place)) return true;
        }

        if (workspace.HasInstance(device, place)) return true;
        foreach (var pick in Picks)
        {
            if (pick.Device == device && pick.Profile is not null && pick.Placement.Overlaps(place)) return true;
        }

        return false;
    }

    /// <summary>Whether the namespace's quota allows one more share of this size, with all that the pod was given before.</summary>
    public bool AllowedByQuota(int device, int memory, int cores) => workspace.AllowedByQuota(Request.Vendor, Picks, device, memory, cores);

    internal void Begin(NodeSnapshot node, DeviceRequest request, PodConstraints constraints, DevicePolicy policy, int[] order, VendorDevices devices)
    {
        Node = node;
        Request = request;
        Constraints = constraints;
        Policy = policy;
        candidates = order;
        firstCandidate = devices.First;
        candidateCount = devices.Count;
        Links = devices.Links;
        HasMig = devices.HasMig;
        Picks.Clear();
        Tally.Clear();
    }

    private string Detail(int device, ReasonWord word)
    {
        var total = Node.Devices[device];
        var used = Usage[device];
        return word switch
        {
            ReasonWord.CardInsufficientMemory => $"asked {Request.MemoryOn(total.Memory)} MiB, free {total.Memory - used.Memory} of {total.Memory}",
            ReasonWord.CardInsufficientCore => $"asked {Request.CoresPerDevice} %, free {total.Cores - used.Cores} of {total.Cores}",
            ReasonWord.CardTimeSlicingExhausted => $"all {total.Count} shares given out",
            ReasonWord.ExclusiveDeviceAllocateConflict => $"wanted alone, has {used.Slots} shares",
            ReasonWord.CardComputeUnitsExhausted => $"all {total.Cores} % of its cores given out",
            ReasonWord.CardTypeMismatch => $"is a {total.Model} in mode {total.Mode}",
            ReasonWord.NumaNotFit => $"NUMA node {total.Numa}",
            _ => "",
        };
    }
}
