using Hami.Core.Protocol;

namespace Hami.Core.Placement;

/// <summary>A placement put into annotations: what goes with the Binding (control-plane.md §4; design: handing a decision to the container).</summary>
public static class Decision
{
    /// <summary>
    /// The annotations. Where the node's plugin takes decisions by CDI, its vendor's shares are written once and the pod needs
    /// no further phase; elsewhere they are written as the original's agents expect.
    /// </summary>
    public static IReadOnlyDictionary<string, string> Annotations(PodPlacement placement, VendorSet vendors, DateTimeOffset now)
    {
        var seconds = $"{now.ToUnixTimeSeconds()}";
        var isExact = IsHandedOverByCdi(placement);
        var annotations = new SortedDictionary<string, string>(StringComparer.Ordinal)
        {
            [AnnotationKeys.AssignedNode] = placement.NodeName,
            [AnnotationKeys.AssignedTime] = seconds,
            [AnnotationKeys.BindTime] = seconds,
            [AnnotationKeys.BindPhase] = NeedsAgent(placement, vendors) ? BindPhase.Allocating : BindPhase.Success,
        };
        foreach (var vendor in VendorsOf(placement, vendors)) vendor.Write(placement, annotations);
        if (isExact)
        {
            annotations[AnnotationKeys.Handover] = HandoverWays.Cdi;
            annotations.Remove(NvidiaKeys.DevicesToAllocate);
        }

        return annotations;
    }

    /// <summary>The node locks that keep the pod's start apart from others (annotation keys, sorted, each once).</summary>
    public static IReadOnlyList<string> Locks(PodPlacement placement, VendorSet vendors) =>
    [
        .. VendorsOf(placement, vendors)
            .Where(vendor => !(vendor.Key == NvidiaKeys.Vendor && IsHandedOverByCdi(placement)))
            .Select(static vendor => vendor.Description.Lock switch
            {
                LockMode.Shared => AnnotationKeys.NodeLock,
                LockMode.Private => vendor.Description.PrivateLockKey,
                _ => "",
            })
            .Where(static key => key.Length > 0)
            .Distinct()
            .Order(StringComparer.Ordinal),
    ];

    /// <summary>Whether the pod's NVIDIA shares go by CDI: the node announces it.</summary>
    public static bool IsHandedOverByCdi(PodPlacement placement) =>
        placement.ByVendor.ContainsKey(NvidiaKeys.Vendor)
        && placement.Basis.Node.Annotations.GetValueOrDefault(AnnotationKeys.NodeHandover) == HandoverWays.Cdi;

    private static bool NeedsAgent(PodPlacement placement, VendorSet vendors) =>
        !IsHandedOverByCdi(placement) || VendorsOf(placement, vendors).Any(static vendor => vendor.Key != NvidiaKeys.Vendor);

    // In the order of registration, so that the same decision always reads the same.
    private static IEnumerable<Vendor> VendorsOf(PodPlacement placement, VendorSet vendors) =>
        vendors.All.Where(vendor => placement.SharesOf(vendor.Key).Any(static shares => shares.Count > 0));
}
