using Hami.Core.Devices;

namespace Hami.Nodes.Handover;

/// <summary>What one container was granted, and where on the node it finds its region.</summary>
public sealed record ContainerShare
{
    /// <summary>Its CDI name.</summary>
    public required ShareName Name { get; init; }

    /// <summary>UID of the pod.</summary>
    public required string PodUid { get; init; }

    /// <summary>Name of the container.</summary>
    public required string Container { get; init; }

    /// <summary>Its shares in the order of the decision: that is the order of the limits.</summary>
    public required IReadOnlyList<Share> Shares { get; init; }

    /// <summary>File name of the region within its folder, ending in <c>.cache</c>; the folder is the container's own.</summary>
    public required string RegionFile { get; init; }

    /// <summary>The folder's name, <c>podUID_container</c>: the original's monitor finds pods by it (node.md §4.2).</summary>
    public string Folder => $"{PodUid}_{Container}";
}
