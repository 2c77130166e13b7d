using Hami.Core.Placement;
using Hami.Core.Requests;

namespace Hami.Core.Admission;

/// <summary>What the guard has to know of a pod that exists, when a request names it without showing it.</summary>
/// <param name="Uid">Its UID.</param>
/// <param name="AsksForDevices">Whether it asks for devices, or carries a decision.</param>
public sealed record PodDevices(string Uid, bool AsksForDevices)
{
    /// <summary>Reads it from a pod of the watch.</summary>
    public static PodDevices Of(Pod pod, VendorSet vendors, GuardedKeys keys) =>
        new(pod.Uid, PodRequests.Read(pod, vendors).AsksForDevices || keys.Annotations.Any(pod.Annotations.ContainsKey));
}
