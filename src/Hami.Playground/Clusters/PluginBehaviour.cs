namespace Hami.Playground.Clusters;

/// <summary>
/// What a vendor's device plugin does to a pod that was bound to its node (vendors.md §1.9). It takes part where the pod
/// carries the annotation that it reads.
/// </summary>
public sealed record PluginBehaviour
{
    /// <summary>The pod's annotation that it reads.</summary>
    public required string Reads { get; init; }

    /// <summary>Whether that annotation is a device list of which it serves, and blanks, one container after the other.</summary>
    public required bool ServesContainers { get; init; }

    /// <summary>Annotations that it sets on a pod once served.</summary>
    public IReadOnlyDictionary<string, string> Sets { get; init; } = new Dictionary<string, string>();

    /// <summary>Whether it reports the end of its work in the pod's bind phase.</summary>
    public bool ReportsPhase { get; init; }

    /// <summary>The node's annotation that locks it for one starting pod, which the plugin removes; null where there is none.</summary>
    public string? Lock { get; init; }

    /// <summary>Whether the lock's value names its owner; one that doesn't is removed whoever took it (vendors.md §2.7).</summary>
    public bool LockNamesOwner { get; init; }
}
