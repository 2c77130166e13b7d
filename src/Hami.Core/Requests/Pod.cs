namespace Hami.Core.Requests;

/// <summary>A pod as placement sees it: identity, place, state, our annotations, and the resources of its containers.</summary>
public sealed record Pod
{
    private static readonly Dictionary<string, string> NoText = [];

    /// <summary>Namespace.</summary>
    public required string Namespace { get; init; }

    /// <summary>Name.</summary>
    public required string Name { get; init; }

    /// <summary>UID: the identity. A successor of the same name has another.</summary>
    public required string Uid { get; init; }

    /// <summary><c>metadata.resourceVersion</c>; opaque.</summary>
    public string ResourceVersion { get; init; } = "";

    /// <summary><c>spec.nodeName</c>; null while the pod is not bound.</summary>
    public string? NodeName { get; init; }

    /// <summary><c>spec.schedulerName</c>.</summary>
    public string SchedulerName { get; init; } = "";

    /// <summary><c>status.phase</c>.</summary>
    public PodPhase Phase { get; init; }

    /// <summary>Whether <c>metadata.deletionTimestamp</c> is set. Such a pod holds its shares until it is gone.</summary>
    public bool IsTerminating { get; init; }

    /// <summary>Whether it has init containers that end, and each of them ended with exit code 0.</summary>
    public bool InitContainersCompleted { get; init; }

    /// <summary>
    /// The text of the condition <c>PodScheduled=False</c>, null when the pod has none: two readings differ when the
    /// scheduler has reported anew.
    /// </summary>
    public string? UnschedulableReport { get; init; }

    /// <summary>Annotations; a reader may keep only the keys in use.</summary>
    public IReadOnlyDictionary<string, string> Annotations { get; init; } = NoText;

    /// <summary>Labels; a reader may keep only the keys in use.</summary>
    public IReadOnlyDictionary<string, string> Labels { get; init; } = NoText;

    /// <summary>Init containers in order, sidecars among them.</summary>
    public IReadOnlyList<Container> InitContainers { get; init; } = [];

    /// <summary>App containers in order.</summary>
    public IReadOnlyList<Container> Containers { get; init; } = [];

    /// <summary>Whether the pod has ended and holds nothing any more.</summary>
    public bool HasEnded => Phase is PodPhase.Succeeded or PodPhase.Failed;

    /// <summary><c>namespace/name</c>, for messages.</summary>
    public string FullName => $"{Namespace}/{Name}";
}
