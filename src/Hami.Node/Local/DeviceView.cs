namespace Hami.Nodes.Local;

/// <summary>A device as it is shown.</summary>
public sealed record DeviceView
{
    /// <summary>Its number.</summary>
    public required int Index { get; init; }

    /// <summary>UUID.</summary>
    public required string Uuid { get; init; }

    /// <summary>Model.</summary>
    public required string Name { get; init; }

    /// <summary>Whether it is simulated.</summary>
    public required bool IsSimulated { get; init; }

    /// <summary>Bytes.</summary>
    public required ulong MemoryTotal { get; init; }

    /// <summary>Bytes granted to jobs.</summary>
    public required ulong MemoryGranted { get; init; }

    /// <summary>Bytes in use by whomever, as the driver says.</summary>
    public required ulong MemoryUsed { get; init; }

    /// <summary>Percent granted to jobs.</summary>
    public required int CoresGranted { get; init; }

    /// <summary>Percent of time in which it was busy, as the driver says; null where it doesn't.</summary>
    public required int? Utilization { get; init; }

    /// <summary>Jobs on it.</summary>
    public required int Jobs { get; init; }
}
