namespace Hami.Nodes.Nvml;

/// <summary>A device as NVML tells of it.</summary>
public sealed record NvmlDevice
{
    /// <summary>NVML's number.</summary>
    public required int Index { get; init; }

    /// <summary>Such as <c>GPU-…</c>; empty for a device that doesn't answer.</summary>
    public string Uuid { get; init; } = "";

    /// <summary>Model.</summary>
    public string Name { get; init; } = "";

    /// <summary>All of its memory, bytes.</summary>
    public ulong MemoryTotal { get; init; }

    /// <summary>Memory in use, bytes, by whomever.</summary>
    public ulong MemoryUsed { get; init; }

    /// <summary>NUMA node, 0 where it isn't known.</summary>
    public int Numa { get; init; }

    /// <summary>Whether it is cut into hardware instances.</summary>
    public bool IsMig { get; init; }

    /// <summary>Part of the last sampling period in which something ran, percent; null where it isn't told.</summary>
    public int? Utilization { get; init; }

    /// <summary>Why it can't be used; null when it can.</summary>
    public string? Fault { get; init; }
}
