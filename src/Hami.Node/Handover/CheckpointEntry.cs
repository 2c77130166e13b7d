using System.Collections.Frozen;

namespace Hami.Nodes.Handover;

/// <summary>What the kubelet remembers of one container's devices of one resource (integrations.md §5.5).</summary>
public sealed record CheckpointEntry
{
    /// <summary>UID of the pod.</summary>
    public required string PodUid { get; init; }

    /// <summary>Name of the container, an init container's too.</summary>
    public required string Container { get; init; }

    /// <summary>The resource, such as <c>nvidia.com/gpu</c>.</summary>
    public required string Resource { get; init; }

    /// <summary>The devices' ids as the plugin listed them.</summary>
    public required FrozenSet<string> DeviceIds { get; init; }

    /// <summary>The share's name in the plugin's answer; null when the answer came from another plugin, or from ours on a node with locks.</summary>
    public required ShareName? Share { get; init; }
}
