using Hami.Core.Placement;
using Hami.Core.Placement.Quota;
using Hami.Core.Requests;

namespace Hami.Core.Admission.Rules;

/// <summary>
/// Refuses a pod that its namespace's quota has no room for, whichever devices it will get (control-plane.md §2.5): what it takes
/// at its peak is the least that it can be charged. Shares of init and app containers on different devices add up to more
/// (control-plane.md C13), which only placement can know: it tests again.
/// </summary>
internal static class QuotaRules
{
    public static IEnumerable<string> Violations(PodRequests requests, string ns, IReadOnlyDictionary<string, QuotaRoom> rooms, VendorSet vendors)
    {
        foreach (var (key, room) in rooms)
        {
            var (memory, cores) = Peak(requests, key);
            if ((memory == 0 && cores == 0) || room.Allows(memory, cores)) continue;
            var description = vendors.Find(key)!.Description;
            if (memory > room.Memory) yield return Message(ns, description.MemoryResource, memory, room.Memory.Value, description.MemoryFactor);
            if (cores > room.Cores) yield return Message(ns, description.CoreResource, cores, room.Cores.Value, 1);
        }
    }

    private static (long Memory, long Cores) Peak(PodRequests requests, string vendor)
    {
        (long Memory, long Cores) standing = default, peak = default;
        foreach (var container in requests.Containers)
        {
            foreach (var request in container.Requests)
            {
                if (request.Vendor != vendor) continue;
                var memory = standing.Memory + ((long)request.Memory * request.Count);
                var cores = standing.Cores + ((long)request.CoresPerDevice * request.Count);
                peak = (Math.Max(peak.Memory, memory), Math.Max(peak.Cores, cores));
                if (container.Kind != ContainerKind.Init) standing = (memory, cores);
            }
        }

        return peak;
    }

    private static string Message(string ns, string resource, long needed, long left, int factor) =>
        $"exceeding resource quota: the pod takes {needed} of {resource}{(factor > 1 ? $" (one unit counts as {factor})" : "")}, the ResourceQuotas of namespace {ns} leave {left}: ask for less, or raise limits.{resource}";
}
