using Hami.Core.Devices;
using Hami.Core.Requests;

namespace Hami.Core.Placement.State;

/// <summary>Tells heartbeats, which change nothing that placement reads, from changes.</summary>
internal static class NodeChange
{
    public static bool IsSame(Node a, Node b) =>
        a.IsReady == b.IsReady
        && IsSame(a.Annotations, b.Annotations)
        && IsSame(a.Labels, b.Labels)
        && IsSame(a.Capacity, b.Capacity)
        && IsSame(a.Allocatable, b.Allocatable);

    private static bool IsSame(IReadOnlyDictionary<string, string> a, IReadOnlyDictionary<string, string> b)
    {
        if (a.Count != b.Count) return false;
        foreach (var (key, value) in a)
        {
            if (!b.TryGetValue(key, out var other) || other != value) return false;
        }

        return true;
    }

    private static bool IsSame(ResourceList a, ResourceList b)
    {
        if (a.Count != b.Count) return false;
        foreach (var (name, quantity) in a)
        {
            if (!b.TryGet(name, out var other) || other != quantity) return false;
        }

        return true;
    }
}
