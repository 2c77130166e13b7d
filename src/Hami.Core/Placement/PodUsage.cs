using Hami.Core.Devices;
using Hami.Core.Protocol;
using Hami.Core.Requests;

namespace Hami.Core.Placement;

/// <summary>
/// What a pod takes of each device, collapsed over its containers (control-plane.md §6.9): per device and dimension the larger
/// of the largest init container and the sum of apps and sidecars, counted as KEP 753 does.
/// </summary>
public sealed class PodUsage
{
    /// <summary>Nothing.</summary>
    public static readonly PodUsage Nothing = new([], []);

    private PodUsage(DeviceCharge[] charges, IReadOnlyList<MigReservation> instances)
    {
        Charges = charges;
        Instances = instances;
    }

    /// <summary>The charges, by UUID.</summary>
    public DeviceCharge[] Charges { get; }

    /// <summary>The hardware instances decided on.</summary>
    public IReadOnlyList<MigReservation> Instances { get; }

    /// <summary>Whether it takes anything.</summary>
    public bool IsEmpty => Charges.Length == 0 && Instances.Count == 0;

    /// <summary>Whether hardware instances were decided on that the node's agent has not made yet: the record will be completed.</summary>
    public bool AwaitsInstances => Instances.Any(static instance => instance.MigUuid is null);

    /// <summary>Collapses shares by position.</summary>
    /// <param name="byVendor">For each vendor's key the shares of each position.</param>
    /// <param name="kinds">When the container at a position runs; positions past the end are apps.</param>
    /// <param name="instances">The hardware instances decided on.</param>
    public static PodUsage Collapse(
        IEnumerable<KeyValuePair<string, IReadOnlyList<IReadOnlyList<Share>>>> byVendor,
        IReadOnlyList<ContainerKind> kinds,
        IReadOnlyList<MigReservation> instances)
    {
        var charges = new List<DeviceCharge>();
        foreach (var (vendor, positions) in byVendor)
        {
            for (var position = 0; position < positions.Count; position++)
            {
                var kind = position < kinds.Count ? kinds[position] : ContainerKind.App;
                foreach (var share in positions[position]) Add(charges, vendor, share, kind, positions[position]);
            }
        }

        charges.Sort(static (a, b) => string.CompareOrdinal(a.DeviceId, b.DeviceId));
        return charges.Count == 0 && instances.Count == 0 ? Nothing : new PodUsage([.. charges], instances);
    }

    /// <summary>Rebuilds from what stands on a pod.</summary>
    /// <exception cref="MalformedException">An annotation can't be read.</exception>
    public static PodUsage FromAnnotations(Pod pod, VendorSet vendors)
    {
        var byVendor = new List<KeyValuePair<string, IReadOnlyList<IReadOnlyList<Share>>>>();
        foreach (var vendor in vendors.All)
        {
            if (vendor.ReadShares(pod.Annotations) is { } shares) byVendor.Add(KeyValuePair.Create(vendor.Key, shares));
        }

        if (byVendor.Count == 0) return Nothing;
        return Collapse(byVendor, KindsOf(pod), ReadInstances(pod));
    }

    /// <summary>When the containers of a pod run, by position.</summary>
    public static IReadOnlyList<ContainerKind> KindsOf(Pod pod) =>
        [.. pod.InitContainers.Select(static container => container.IsSidecar ? ContainerKind.Sidecar : ContainerKind.Init)];

    // A record that can't be read is no record: its devices then count as unusable, since what stands on them is not known.
    private static IReadOnlyList<MigReservation> ReadInstances(Pod pod)
    {
        if (!pod.Annotations.TryGetValue(NvidiaKeys.MigAllocations, out var text)) return [];
        try
        {
            return MigReservationsCodec.Decode(text);
        }
        catch (MalformedException)
        {
            return [];
        }
    }

    private static void Add(List<DeviceCharge> charges, string vendor, Share share, ContainerKind kind, IReadOnlyList<Share> container)
    {
        var index = charges.FindIndex(charge => charge.DeviceId == share.DeviceId && charge.Vendor == vendor);
        if (index < 0)
        {
            charges.Add(new DeviceCharge(share.DeviceId, vendor, default, default));
            index = charges.Count - 1;
        }

        var known = charges[index];
        if (kind == ContainerKind.Init)
        {
            // All shares of this container on the device count together, as one slot.
            DeviceUsage own = default;
            foreach (var other in container)
            {
                if (other.DeviceId == share.DeviceId) own += new DeviceUsage(0, other.Memory, other.Cores);
            }

            charges[index] = known with { Peak = DeviceUsage.Max(known.Peak, known.Standing + (own with { Slots = 1 })) };
            return;
        }

        var standing = known.Standing + new DeviceUsage(1, share.Memory, share.Cores);
        charges[index] = known with { Standing = standing, Peak = DeviceUsage.Max(known.Peak, standing) };
    }
}
