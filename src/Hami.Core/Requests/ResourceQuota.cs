namespace Hami.Core.Requests;

/// <summary>A ResourceQuota object, of which the <c>limits.*</c> keys of device memory and cores count (control-plane.md §8.5).</summary>
public sealed record ResourceQuota
{
    /// <summary>Namespace.</summary>
    public required string Namespace { get; init; }

    /// <summary>Name.</summary>
    public required string Name { get; init; }

    /// <summary>UID.</summary>
    public string Uid { get; init; } = "";

    /// <summary><c>metadata.resourceVersion</c>; opaque.</summary>
    public string ResourceVersion { get; init; } = "";

    /// <summary><c>spec.hard</c>.</summary>
    public ResourceList Hard { get; init; } = ResourceList.Empty;
}
