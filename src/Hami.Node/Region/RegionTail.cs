namespace Hami.Nodes.Region;

/// <summary>What our own regions have behind the original's part: where it is, in bytes from the tail's start unless it says otherwise.</summary>
public static class RegionTail
{
    /// <summary>Where the tail begins, from the region's start.</summary>
    public const int Offset = 2011136;

    /// <summary>Bytes of a region with a tail, all of the file.</summary>
    public const int FileSize = 3129344;

    /// <summary>The number that the tail begins with, 64 bits.</summary>
    public const ulong Magic = 0x31304c4941544d48;

    /// <summary>The version that is read here.</summary>
    public const uint Version = 1;

    /// <summary>The version, 32 bits.</summary>
    public const int VersionAt = 8;

    /// <summary>Who made the region, 32 bits: <see cref="RegionOrigin"/>.</summary>
    public const int Origin = 12;

    /// <summary>Bytes of the file, 64 bits.</summary>
    public const int Size = 16;

    /// <summary>64 bits, counted up with each change of a limit.</summary>
    public const int Generation = 24;

    /// <summary>The devices, <see cref="DeviceSize"/> bytes each.</summary>
    public const int Devices = 128;

    /// <summary>Bytes of a device.</summary>
    public const int DeviceSize = 128;

    /// <summary>In a device: 32 bits, <see cref="LimitMode"/>.</summary>
    public const int MemoryMode = 0;

    /// <summary>In a device: 32 bits, <see cref="LimitMode"/>.</summary>
    public const int CoreMode = 4;

    /// <summary>In a device: bytes, 64 bits.</summary>
    public const int MemoryLimit = 8;

    /// <summary>In a device: percent of it, 32 bits.</summary>
    public const int CorePercent = 16;

    /// <summary>In a device: 32 bits.</summary>
    public const int Policy = 20;

    /// <summary>In a device: bytes that one context takes, as last measured, 64 bits; 0: not yet.</summary>
    public const int ContextBytes = 24;

    /// <summary>In a device: ns of the monotonic clock, 64 bits.</summary>
    public const int CreditTime = 64;

    /// <summary>In a device: 32 bits.</summary>
    public const int Gate = 72;

    /// <summary>In a device: percent of it at which credit grows, 32 bits.</summary>
    public const int Rate = 76;

    /// <summary>In a device: its time charged while nobody else used it, ns, 64 bits.</summary>
    public const int AloneTime = 80;

    /// <summary>In a device: its time charged while others used it too, ns, 64 bits.</summary>
    public const int SharedTime = 88;

    /// <summary>In a device: what time while others used it too is charged, in millionths, 64 bits.</summary>
    public const int Trim = 96;

    /// <summary>In a device: when <see cref="Trim"/> was found, ns of the monotonic clock, 64 bits.</summary>
    public const int Trimmed = 104;

    /// <summary>The processes' slots, <see cref="SlotSize"/> bytes each.</summary>
    public const int Slots = 2176;

    /// <summary>Bytes of a slot.</summary>
    public const int SlotSize = 1088;

    /// <summary>In a slot: who has it, 64 bits.</summary>
    public const int Claim = 0;

    /// <summary>In a slot: inode of his pid namespace, 64 bits.</summary>
    public const int PidNamespace = 8;

    /// <summary>In a slot: bytes by what they are for, 64 bits each, <see cref="KindCount"/> for each device.</summary>
    public const int Kinds = 64;

    /// <summary>What bytes may be for.</summary>
    public const int KindCount = 8;
}
