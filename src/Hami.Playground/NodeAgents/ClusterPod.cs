using Hami.Core.Requests;
using Hami.Kubernetes.Watch;

namespace Hami.Playground.NodeAgents;

/// <summary>What a kubelet and a device plugin look at in a pod.</summary>
internal sealed record ClusterPod : IResource
{
    public required string Namespace { get; init; }

    public required string Name { get; init; }

    public required string Uid { get; init; }

    public required string ResourceVersion { get; init; }

    /// <summary>Empty while the pod is not bound.</summary>
    public required string NodeName { get; init; }

    public required IReadOnlyDictionary<string, string> Annotations { get; init; }

    public required IReadOnlyList<PodContainer> InitContainers { get; init; }

    public required IReadOnlyList<PodContainer> Containers { get; init; }

    public bool IsTerminating { get; init; }

    public PodPhase Phase { get; init; }

    /// <summary>When the kubelet took the pod; null before.</summary>
    public DateTimeOffset? StartTime { get; init; }

    /// <summary>Since when its containers run; null where they don't.</summary>
    public DateTimeOffset? RunningSince { get; init; }

    /// <summary>Whether this state of the pod came after the other. Versions are decimal numbers in all servers that store in etcd.</summary>
    public bool IsNewerThan(ClusterPod other) =>
        ResourceVersion.Length != other.ResourceVersion.Length
            ? ResourceVersion.Length > other.ResourceVersion.Length
            : string.CompareOrdinal(ResourceVersion, other.ResourceVersion) > 0;
}
