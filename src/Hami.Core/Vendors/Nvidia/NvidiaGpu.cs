using Hami.Core.Devices;
using Hami.Core.Placement;
using Hami.Core.Placement.Fitting;
using Hami.Core.Placement.Reasons;
using Hami.Core.Protocol;
using Hami.Core.Requests;

namespace Hami.Core.Vendors.Nvidia;

/// <summary>NVIDIA GPUs (control-plane.md §2.3, §2.4, §3, §6.8, §9).</summary>
public sealed class NvidiaGpu : Vendor
{
    private readonly NvidiaOptions options;

    /// <summary>Takes the configuration.</summary>
    public NvidiaGpu(NvidiaOptions options)
        : base(Describe(options)) => this.options = options;

    /// <inheritdoc/>
    public override Announcement Announce(Node node)
    {
        if (!node.Annotations.TryGetValue(NvidiaKeys.NodeRegister, out var text)) return Announcement.Nothing;
        if (!AnnouncementChecks.HasLivePlugin(node, Description.CountResource, out var fault)) return new Announcement { Fault = fault };
        try
        {
            var devices = NodeJsonCodec.Decode(text, Key);
            if (devices.Count == 0) return new Announcement { Fault = $"{NvidiaKeys.NodeRegister}: no gpu found on node" };
            if (!AnnouncementChecks.HaveListableIds(devices, out fault)) return new Announcement { Fault = $"{NvidiaKeys.NodeRegister}: {fault}" };
            return new Announcement
            {
                Devices = devices,
                Links = node.Annotations.TryGetValue(NvidiaKeys.NodePairScores, out var scores) ? PairScoresCodec.Decode(scores) : PairScores.None,
            };
        }
        catch (MalformedException malformed)
        {
            return new Announcement { Fault = $"{NvidiaKeys.NodeRegister}: {malformed.Message}" };
        }
    }

    /// <inheritdoc/>
    public override RequestReading Read(Container container)
    {
        if (!container.TryGetLimitElseRequest(options.CountResource, out var quantity)) return RequestReading.None;
        var violations = new List<string>();
        var count = ReadAmount(container, options.CountResource, quantity, 1, "devices", violations);
        var factor = Math.Max(options.MemoryFactor, 1);
        var memory = container.TryGetLimitElseRequest(options.MemoryResource, out quantity)
            ? ReadAmount(container, options.MemoryResource, quantity, factor, "units of memory", violations)
            : 0;
        var percentage = ReadPercentage(container, violations);
        if (memory == 0 && percentage == DeviceRequest.NoPercentage)
        {
            if (options.DefaultMemory != 0) memory = options.DefaultMemory;
            else percentage = 100;
        }

        var cores = container.TryGetLimitElseRequest(options.CoreResource, out quantity)
            ? ReadAmount(container, options.CoreResource, quantity, 1, "percent of one device", violations)
            : options.DefaultCores;
        if (violations.Count > 0) return RequestReading.Refuse(violations);
        return count == 0
            ? RequestReading.None
            : RequestReading.Of(new DeviceRequest
            {
                Count = count,
                Vendor = Key,
                Memory = memory,
                MemoryPercentage = percentage,
                Cores = cores,
            });
    }

    /// <inheritdoc/>
    public override PodConstraints Constrain(Pod pod) => base.Constrain(pod) with
    {
        NumaBind = GoSyntax.TryParseBool(Annotation(pod, NvidiaKeys.NumaBind) ?? "", out var bind) && bind,
        Modes = Annotation(pod, NvidiaKeys.VgpuMode),
    };

    /// <inheritdoc/>
    public override bool MayCutRepeatedly(FitAttempt attempt) =>
        attempt.HasMig && attempt.Constraints.Modes?.Contains(Device.MigMode, StringComparison.Ordinal) != false;

    /// <inheritdoc/>
    public override bool Fit(FitAttempt attempt)
    {
        var wanted = attempt.Request.Count;
        var isTopologyAware = attempt.Policy.IsTopologyAware;
        int? group = null;
        for (var i = attempt.Candidates.Length - 1; i >= 0; i--)
        {
            var index = attempt.Candidates[i];
            if (!PassesFilters(attempt, index)) continue;
            var numa = attempt.Node.Devices[index].Numa;
            if (attempt.Constraints.NumaBind && group != numa)
            {
                // A group that suffices is kept (the original throws it away under topology-aware: control-plane.md C11).
                if (attempt.Picks.Count >= wanted) break;
                RefuseGroup(attempt);
                group = numa;
            }

            if (!attempt.Constraints.AllowsUuid(attempt.Node.Devices[index].Id))
            {
                attempt.Refuse(index, ReasonWord.CardUuidMismatch);
                continue;
            }

            // A device that is cut into hardware instances is taken again and again until none has a place.
            while (HasRoom(attempt, index, out var pick))
            {
                attempt.Picks.Add(pick);
                if (!isTopologyAware && attempt.Picks.Count == wanted) return true;
                if (pick.Profile is null) break;
            }
        }

        if (isTopologyAware && attempt.Picks.Count >= wanted)
        {
            LinkedDevices.Choose(attempt, wanted);
            return true;
        }

        if (attempt.Picks.Count > 0) attempt.Tally.Add(ReasonWord.AllocatedCardsInsufficientRequest, attempt.Picks.Count);
        return false;
    }

    /// <inheritdoc/>
    public override void Write(PodPlacement placement, IDictionary<string, string> annotations)
    {
        base.Write(placement, annotations);
        if (placement.Instances.Count > 0) annotations[NvidiaKeys.MigAllocations] = MigReservationsCodec.Encode(placement.Instances);
    }

    /// <inheritdoc/>
    public override void Admit(ContainerDraft container) => NvidiaAdmission.Admit(options, container);

    /// <inheritdoc/>
    protected override bool TryCut(FitAttempt attempt, int index, ref Pick pick) =>
        !attempt.Node.Devices[index].IsMig || MigTopology.TryPlace(attempt, index, ref pick);

    private static void RefuseGroup(FitAttempt attempt)
    {
        foreach (var pick in attempt.Picks) attempt.Refuse(pick.Device, ReasonWord.NumaNotFit);
        attempt.Picks.Clear();
    }

    // Over 100 counts as 100, and nothing or less as not given: neither can exceed the device.
    private int ReadPercentage(Container container, List<string> violations)
    {
        if (!container.TryGetLimitElseRequest(options.MemoryPercentageResource, out var quantity)) return DeviceRequest.NoPercentage;
        if (!quantity.TryAsInt64(out var value))
        {
            violations.Add($"container {container.Name}: {options.MemoryPercentageResource}: \"{quantity}\" is not a percentage: write an integer from 0 to 100");
            return DeviceRequest.NoPercentage;
        }

        return value switch
        {
            > 100 => 100,
            <= 0 => DeviceRequest.NoPercentage,
            _ => (int)value,
        };
    }

    private static VendorDescription Describe(NvidiaOptions options) => new()
    {
        Key = NvidiaKeys.Vendor,
        CountResource = options.CountResource,
        MemoryResource = options.MemoryResource,
        CoreResource = options.CoreResource,
        OtherResources = [options.MemoryPercentageResource, options.PriorityResource],
        MemoryFactor = Math.Max(options.MemoryFactor, 1),
        DefaultCores = options.DefaultCores,
        NodeAnnotations = [NvidiaKeys.NodeRegister, NvidiaKeys.NodePairScores],
        HandshakeKey = NvidiaKeys.Handshake,
        ToAllocateKey = NvidiaKeys.DevicesToAllocate,
        AllocatedKey = NvidiaKeys.DevicesAllocated,
        OtherDecisionKeys = [NvidiaKeys.MigAllocations],
        UseUuidKey = NvidiaKeys.UseGpuUuid,
        NoUseUuidKey = NvidiaKeys.NoUseGpuUuid,
        UseModelKey = NvidiaKeys.UseGpuType,
        NoUseModelKey = NvidiaKeys.NoUseGpuType,
        OtherUserKeys = [NvidiaKeys.NumaBind, NvidiaKeys.VgpuMode],
        ChecksQuota = true,
        Lock = LockMode.Shared,
    };
}
