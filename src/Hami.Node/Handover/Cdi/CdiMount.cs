namespace Hami.Nodes.Handover.Cdi;

/// <summary>A file or folder of the host in the container.</summary>
public sealed record CdiMount
{
    /// <summary>Path on the host.</summary>
    public required string HostPath { get; init; }

    /// <summary>Path in the container.</summary>
    public required string ContainerPath { get; init; }

    /// <summary>As of <c>mount</c>.</summary>
    public IReadOnlyList<string>? Options { get; init; }

    /// <summary>File system, such as <c>tmpfs</c>; null: a bind mount.</summary>
    public string? Type { get; init; }
}
