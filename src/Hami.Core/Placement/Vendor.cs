using Hami.Core.Devices;
using Hami.Core.Placement.Fitting;
using Hami.Core.Placement.Reasons;
using Hami.Core.Protocol;
using Hami.Core.Requests;

namespace Hami.Core.Placement;

/// <summary>
/// A vendor: its description, and the steps announce, request, fit, score and write as most vendors do them
/// (vendors.md §1). One that differs overrides the step in which it does.
/// </summary>
public abstract class Vendor
{
    /// <summary>Takes the description.</summary>
    protected Vendor(VendorDescription description) => Description = description;

    /// <summary>The vendor as data.</summary>
    public VendorDescription Description { get; }

    /// <summary>The vendor's key.</summary>
    public string Key => Description.Key;

    /// <summary>Whether <see cref="ScoreNode"/> may answer anything but 0, so that every fitting node has to be tried before one is chosen.</summary>
    public virtual bool ScoresNodes => false;

    /// <summary>Step 1: what devices a node has.</summary>
    public abstract Announcement Announce(Node node);

    /// <summary>Step 2: what a container asks for (vendors.md §1.4). What can't be read is refused, never taken as nothing or as without limit.</summary>
    public virtual RequestReading Read(Container container)
    {
        if (!container.TryGetLimitElseRequest(Description.CountResource, out var quantity)) return RequestReading.None;
        var violations = new List<string>();
        var count = ReadAmount(container, Description.CountResource, quantity, 1, "devices", violations);
        var memory = container.TryGetLimitElseRequest(Description.MemoryResource, out quantity)
            ? ReadAmount(container, Description.MemoryResource, quantity, Description.MemoryFactor, "units of memory", violations)
            : 0;
        var cores = container.TryGetLimitElseRequest(Description.CoreResource, out quantity)
            ? ReadAmount(container, Description.CoreResource, quantity, 1, "percent of one device", violations)
            : Description.DefaultCores;
        if (violations.Count > 0) return RequestReading.Refuse(violations);
        return count == 0
            ? RequestReading.None
            : RequestReading.Of(new DeviceRequest
            {
                Count = count,
                Vendor = Key,
                Memory = memory,
                MemoryPercentage = memory == 0 ? 100 : 0,
                Cores = cores,
            });
    }

    /// <summary>Which devices the pod's annotations allow.</summary>
    public virtual PodConstraints Constrain(Pod pod) => new()
    {
        UseUuids = PodConstraints.List(Annotation(pod, Description.UseUuidKey)),
        NoUseUuids = PodConstraints.List(Annotation(pod, Description.NoUseUuidKey)),
        UseModels = PodConstraints.List(Annotation(pod, Description.UseModelKey)),
        NoUseModels = PodConstraints.List(Annotation(pod, Description.NoUseModelKey)),
    };

    /// <summary>Whether more devices may be asked for than the node has, because one can be cut several times for one container.</summary>
    public virtual bool MayCutRepeatedly(FitAttempt attempt) => false;

    /// <summary>Step 3: chooses devices for one container's request (vendors.md §1.5, "F0"; control-plane.md §6.8).</summary>
    /// <returns>Whether <see cref="FitAttempt.Picks"/> holds as many as were asked.</returns>
    public virtual bool Fit(FitAttempt attempt)
    {
        var wanted = attempt.Request.Count;
        for (var i = attempt.Candidates.Length - 1; i >= 0; i--)
        {
            if (!TryPick(attempt, attempt.Candidates[i], out var pick)) continue;
            attempt.Picks.Add(pick);
            if (attempt.Picks.Count == wanted) return true;
        }

        if (attempt.Picks.Count > 0) attempt.Tally.Add(ReasonWord.AllocatedCardsInsufficientRequest, attempt.Picks.Count);
        return false;
    }

    /// <summary>Step 4: what the shares add to the node's score.</summary>
    public virtual float ScoreNode(NodeSnapshot node, IReadOnlyList<IReadOnlyList<Share>> shares) => 0;

    /// <summary>The word that stands in a device list for a share of this device.</summary>
    public virtual string ShareWord(Device device) => Key;

    /// <summary>Step 5: writes the decision for the vendor's node agent.</summary>
    /// <param name="placement">The decision; the vendor has at least one share of it.</param>
    /// <param name="annotations">The annotations that go with the Binding.</param>
    public virtual void Write(PodPlacement placement, IDictionary<string, string> annotations)
    {
        var list = PodDevicesCodec.Encode(placement.SharesOf(Key));
        if (Description.ToAllocateKey.Length > 0) annotations[Description.ToAllocateKey] = list;
        annotations[Description.AllocatedKey] = list;
    }

    /// <summary>Reads back the shares that a pod's annotations record; null when it has none of this vendor.</summary>
    /// <exception cref="MalformedException">The annotation can't be read.</exception>
    public virtual IReadOnlyList<IReadOnlyList<Share>>? ReadShares(IReadOnlyDictionary<string, string> annotations) =>
        annotations.TryGetValue(Description.AllocatedKey, out var text) ? PodDevicesCodec.Decode(text) : null;

    /// <summary>The admission step: what the webhook changes in a container that asks for this vendor (vendors.md §1.3, "M0").</summary>
    public virtual void Admit(ContainerDraft container)
    {
        if (container.Limits.ContainsKey(Description.CountResource)) container.AsksForDevices = true;
    }

    /// <summary>The most cores that a request can mean, percent of one device: what is asked beyond counts as this (control-plane.md §6.8).</summary>
    public virtual int MostCores(DeviceRequest request) => 100;

    /// <summary>The common tests of one device, in their order; the first that fails is its reason.</summary>
    protected bool TryPick(FitAttempt attempt, int index, out Pick pick)
    {
        pick = default;
        if (!PassesFilters(attempt, index)) return false;
        if (!attempt.Constraints.AllowsUuid(attempt.Node.Devices[index].Id)) return Refuse(attempt, index, ReasonWord.CardUuidMismatch);
        return HasRoom(attempt, index, out pick);
    }

    /// <summary>Tests 1 to 3: health, cordon, model.</summary>
    protected static bool PassesFilters(FitAttempt attempt, int index)
    {
        var device = attempt.Node.Devices[index];
        if (!attempt.Node.IsUsable(index)) return Refuse(attempt, index, ReasonWord.CardNotHealth);
        if (attempt.Node.IsCordoned(index)) return Refuse(attempt, index, ReasonWord.CardCordoned);
        return attempt.Constraints.AllowsModel(device) || Refuse(attempt, index, ReasonWord.CardTypeMismatch);
    }

    /// <summary>Tests from the slots on: whether the share fits beside what stands on the device.</summary>
    protected bool HasRoom(FitAttempt attempt, int index, out Pick pick)
    {
        var device = attempt.Node.Devices[index];
        var used = attempt.Usage[index];
        var memory = attempt.Request.MemoryOn(device.Memory);
        var cores = attempt.Request.CoresPerDevice;
        pick = new Pick(index, memory, cores);
        if (used.Slots >= device.Count) return Refuse(attempt, index, ReasonWord.CardTimeSlicingExhausted);
        if (attempt.Policy.IsMutex && used.Slots > 0) return Refuse(attempt, index, ReasonWord.ExclusiveDeviceAllocateConflict);
        var isFeasible = TryCut(attempt, index, ref pick);
        if (Description.ChecksQuota && !attempt.AllowedByQuota(index, pick.Memory, pick.Cores)) return Refuse(attempt, index, ReasonWord.ResourceQuotaNotFit);
        // A percentage of next to nothing is nothing, and a share without memory is refused by every agent: it fits nowhere.
        if (memory <= 0 || device.Memory - used.Memory < memory) return Refuse(attempt, index, ReasonWord.CardInsufficientMemory);
        if (device.Cores - used.Cores < cores) return Refuse(attempt, index, ReasonWord.CardInsufficientCore);
        if (device.Cores == 100 && cores == 100 && used.Slots > 0) return Refuse(attempt, index, ReasonWord.ExclusiveDeviceAllocateConflict);
        if (device.Cores != 0 && used.Cores == device.Cores && cores == 0) return Refuse(attempt, index, ReasonWord.CardComputeUnitsExhausted);
        return isFeasible || Refuse(attempt, index, ReasonWord.CardMigTopologyInfeasible);
    }

    /// <summary>Turns the share into a hardware instance where the device is cut into such; false when none has a place.</summary>
    protected virtual bool TryCut(FitAttempt attempt, int index, ref Pick pick) => true;

    /// <summary>Refuses a device; always false.</summary>
    protected static bool Refuse(FitAttempt attempt, int index, ReasonWord word)
    {
        attempt.Refuse(index, word);
        return false;
    }

    /// <summary>A pod's annotation, null when the pod or the vendor has none.</summary>
    protected static string? Annotation(Pod pod, string key) => key.Length == 0 ? null : pod.Annotations.GetValueOrDefault(key);

    /// <summary>Reads an amount that must be an integer from 0 on and, after the factor, within 32 bits.</summary>
    protected static int ReadAmount(Container container, string resource, Quantity quantity, int factor, string unit, List<string> violations)
    {
        factor = Math.Max(factor, 1);
        if (quantity.TryAsInt64(out var value) && value >= 0 && value <= int.MaxValue / factor) return (int)value * factor;
        violations.Add(
            $"container {container.Name}: {resource}: \"{quantity}\" is not an amount: write an integer number of {unit} from 0 to {int.MaxValue / factor}");
        return 0;
    }
}
