namespace Hami.Core.Requests;

/// <summary>A container as placement sees it.</summary>
public sealed record Container
{
    /// <summary>Name within the pod.</summary>
    public required string Name { get; init; }

    /// <summary><c>resources.limits</c>.</summary>
    public ResourceList Limits { get; init; } = ResourceList.Empty;

    /// <summary><c>resources.requests</c>.</summary>
    public ResourceList Requests { get; init; } = ResourceList.Empty;

    /// <summary>An init container with <c>restartPolicy: Always</c>: it goes on running beside all that start after it (KEP 753).</summary>
    public bool IsSidecar { get; init; }

    /// <summary>The limit of a resource, else its request: the order in which every vendor but a few reads them (vendors.md, notation).</summary>
    public bool TryGetLimitElseRequest(string resource, out Quantity quantity) =>
        Limits.TryGet(resource, out quantity) || Requests.TryGet(resource, out quantity);
}
