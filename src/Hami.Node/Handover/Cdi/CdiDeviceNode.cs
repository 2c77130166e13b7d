namespace Hami.Nodes.Handover.Cdi;

/// <summary>A device node that the runtime makes in the container and opens to it.</summary>
public sealed record CdiDeviceNode
{
    /// <summary>Path in the container.</summary>
    public required string Path { get; init; }

    /// <summary>Path on the host; null: the same.</summary>
    public string? HostPath { get; init; }

    /// <summary><c>c</c>, <c>b</c>, <c>u</c> or <c>p</c>; null: as on the host.</summary>
    public string? Type { get; init; }

    /// <summary>Major number; null: as on the host.</summary>
    public long? Major { get; init; }

    /// <summary>Minor number; null: as on the host.</summary>
    public long? Minor { get; init; }

    /// <summary>Mode of the node, as a number.</summary>
    public uint? FileMode { get; init; }

    /// <summary>Some of <c>rwm</c>.</summary>
    public string? Permissions { get; init; }

    /// <summary>Owner.</summary>
    public uint? Uid { get; init; }

    /// <summary>Group.</summary>
    public uint? Gid { get; init; }
}
