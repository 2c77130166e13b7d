namespace Hami.Nodes.Region;

/// <summary>Where the fields of a container's shared region are, in bytes from its start, for one version of it (node.md §4.3).</summary>
public sealed class RegionLayout
{
    /// <summary>The number that every region begins with.</summary>
    public const int Magic = 19920718;

    /// <summary>Devices that a region has room for.</summary>
    public const int Devices = 16;

    /// <summary>Processes that a region has room for.</summary>
    public const int Slots = 1024;

    /// <summary>Bytes of a device's name, zeros behind it.</summary>
    public const int UuidBytes = 96;

    /// <summary>Version 0: with no version in it.</summary>
    public static readonly RegionLayout V0 = new()
    {
        Version = 0,
        Size = 1197896,
        SmInitFlag = 4,
        OwnerPid = 8,
        Semaphore = 12,
        DeviceCount = 48,
        Uuids = 56,
        Limits = 1592,
        SmLimits = 1720,
        Processes = 1848,
        ProcessCount = 1197880,
        UtilizationSwitch = 1197884,
        RecentKernel = 1197888,
        Priority = 1197892,
        ProcessSize = 1168,
        MemorySize = 40,
        MonitorUsed = 648,
        Utilization = 776,
        UtilizationSize = 24,
        Status = 1160,
    };

    /// <summary>Version 1.2.</summary>
    public static readonly RegionLayout V1 = new()
    {
        Version = 1,
        Size = 2008952,
        SmInitFlag = 12,
        OwnerPid = 16,
        Semaphore = 24,
        DeviceCount = 56,
        Uuids = 64,
        Limits = 1600,
        SmLimits = 1728,
        Processes = 1856,
        ProcessCount = 2008896,
        UtilizationSwitch = 2008900,
        RecentKernel = 2008904,
        Priority = 2008908,
        LastKernelTime = 2008912,
        ProcessSize = 1960,
        MemorySize = 64,
        MonitorUsed = 1032,
        Utilization = 1160,
        UtilizationSize = 48,
        Status = 1928,
        Sequence = 1936,
    };

    /// <summary>Major version.</summary>
    public required int Version { get; init; }

    /// <summary>Bytes of the structure; the file may be longer.</summary>
    public required int Size { get; init; }

    /// <summary>32 bits, the original's own.</summary>
    public required int SmInitFlag { get; init; }

    /// <summary>Who has the semaphore.</summary>
    public required int OwnerPid { get; init; }

    /// <summary>32 bytes that only the original's library waits on.</summary>
    public required int Semaphore { get; init; }

    /// <summary>64 bits.</summary>
    public required int DeviceCount { get; init; }

    /// <summary>Names of the devices, <see cref="UuidBytes"/> each.</summary>
    public required int Uuids { get; init; }

    /// <summary>Memory limits, 64 bits each: bytes, 0 for none.</summary>
    public required int Limits { get; init; }

    /// <summary>Core limits, 64 bits each: percent of one device, 0 for none.</summary>
    public required int SmLimits { get; init; }

    /// <summary>The processes' slots.</summary>
    public required int Processes { get; init; }

    /// <summary>32 bits: from this slot on none was ever used.</summary>
    public required int ProcessCount { get; init; }

    /// <summary>32 bits.</summary>
    public required int UtilizationSwitch { get; init; }

    /// <summary>32 bits.</summary>
    public required int RecentKernel { get; init; }

    /// <summary>32 bits; 0 is the highest.</summary>
    public required int Priority { get; init; }

    /// <summary>64 bits, Unix seconds; null in a version without it.</summary>
    public int? LastKernelTime { get; init; }

    /// <summary>Bytes of a slot, which begins with the process's number in its container and the one on the node, 32 bits each.</summary>
    public required int ProcessSize { get; init; }

    /// <summary>In a slot: the processes' number on the node.</summary>
    public const int HostPid = 4;

    /// <summary>In a slot: memory in use, for each device.</summary>
    public const int Used = 8;

    /// <summary>Bytes of a device's memory in use: context, module, data, offset, total, 64 bits each.</summary>
    public required int MemorySize { get; init; }

    /// <summary>In a slot: bytes in use as the monitor measured them, 64 bits for each device.</summary>
    public required int MonitorUsed { get; init; }

    /// <summary>In a slot: utilization, for each device.</summary>
    public required int Utilization { get; init; }

    /// <summary>Bytes of a device's utilization: decoder, encoder, SM, 64 bits each.</summary>
    public required int UtilizationSize { get; init; }

    /// <summary>In a slot: 32 bits, 0 for a free one.</summary>
    public required int Status { get; init; }

    /// <summary>In a slot: the original's sequence lock, 64 bits; null in a version without it.</summary>
    public int? Sequence { get; init; }
}
