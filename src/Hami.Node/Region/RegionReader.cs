using System.Buffers.Binary;
using System.Text;

namespace Hami.Nodes.Region;

/// <summary>
/// Reads a copy of a container's region. The container can write whatever it likes there: no number is taken as an index, a
/// count or a length without a bound, and nothing that it says makes this throw.
/// </summary>
public readonly ref struct RegionReader
{
    private readonly ReadOnlySpan<byte> bytes;
    private readonly RegionLayout layout;

    private RegionReader(ReadOnlySpan<byte> bytes, RegionLayout layout)
    {
        this.bytes = bytes;
        this.layout = layout;
    }

    /// <summary>Which version the region is of.</summary>
    public RegionLayout Layout => layout;

    /// <summary>Devices, at most <see cref="RegionLayout.Devices"/>.</summary>
    public int DeviceCount => (int)Math.Min(UInt64(layout.DeviceCount), RegionLayout.Devices);

    /// <summary>Slots that were ever used, 0 to <see cref="RegionLayout.Slots"/>.</summary>
    public int ProcessCount => Math.Clamp(Int32(layout.ProcessCount), 0, RegionLayout.Slots);

    /// <summary>Whether limits are in force though nobody competes, as the monitor last said.</summary>
    public int UtilizationSwitch => Int32(layout.UtilizationSwitch);

    /// <summary>Counts down after a launch; below 0 the container is to wait.</summary>
    public int RecentKernel => Int32(layout.RecentKernel);

    /// <summary>0 is the highest; whatever a container wrote.</summary>
    public int Priority => Int32(layout.Priority);

    /// <summary>Unix seconds; 0 where the version doesn't have it.</summary>
    public ulong LastKernelTime => layout.LastKernelTime is { } at ? UInt64(at) : 0;

    /// <summary>Whether there is a tail of ours, of the version that is known here.</summary>
    public bool HasTail => layout.Version == 1 && bytes.Length == RegionTail.FileSize && TailUInt64(0) == RegionTail.Magic
        && TailUInt32(RegionTail.VersionAt) == RegionTail.Version && TailUInt64(RegionTail.Size) == RegionTail.FileSize;

    /// <summary>Who made it.</summary>
    public RegionOrigin Origin => HasTail && TailUInt32(RegionTail.Origin) is var origin and (1 or 2) ? (RegionOrigin)origin : RegionOrigin.Unknown;

    /// <summary>Judges bytes by what the original's monitor goes by: magic, version and size (node.md §4.2, T34).</summary>
    /// <param name="bytes">A copy of the whole file.</param>
    /// <param name="reader">Reads them, when they are a region.</param>
    /// <returns>Why they are none.</returns>
    public static RegionFault Open(ReadOnlySpan<byte> bytes, out RegionReader reader)
    {
        reader = default;
        if (bytes.Length < 12) return RegionFault.TooShort;
        if (BinaryPrimitives.ReadInt32LittleEndian(bytes) != RegionLayout.Magic) return RegionFault.Foreign;
        if (bytes.Length >= RegionLayout.V1.Size)
        {
            if (BinaryPrimitives.ReadUInt32LittleEndian(bytes[4..]) != 1) return RegionFault.OtherVersion;
            reader = new RegionReader(bytes, RegionLayout.V1);
            return RegionFault.None;
        }

        if (bytes.Length < RegionLayout.V0.Size) return RegionFault.TooShort;
        reader = new RegionReader(bytes, RegionLayout.V0);
        return RegionFault.None;
    }

    /// <summary>A device's name; empty where there is none, or none that is printable ASCII.</summary>
    /// <param name="device">0 to <see cref="RegionLayout.Devices"/> - 1.</param>
    public string Uuid(int device)
    {
        var name = bytes.Slice(layout.Uuids + (Device(device) * RegionLayout.UuidBytes), RegionLayout.UuidBytes);
        var end = name.IndexOf((byte)0);
        name = end < 0 ? [] : name[..end];
        return name.ContainsAnyExceptInRange((byte)'!', (byte)'~') ? "" : Encoding.ASCII.GetString(name);
    }

    /// <summary>A memory limit as the original shows it, bytes; 0 for none.</summary>
    /// <param name="device">0 to <see cref="RegionLayout.Devices"/> - 1.</param>
    public ulong Limit(int device) => UInt64(layout.Limits + (Device(device) * 8));

    /// <summary>A core limit as the original shows it, percent; 0 for none.</summary>
    /// <param name="device">0 to <see cref="RegionLayout.Devices"/> - 1.</param>
    public ulong SmLimit(int device) => UInt64(layout.SmLimits + (Device(device) * 8));

    /// <summary>What our library goes by for memory; refused where there is no tail, or a limit of 0 bytes.</summary>
    /// <param name="device">0 to <see cref="RegionLayout.Devices"/> - 1.</param>
    /// <param name="limit">Bytes, when it is limited.</param>
    public LimitMode MemoryLimit(int device, out ulong limit)
    {
        limit = 0;
        if (Mode(device, RegionTail.MemoryMode) is not LimitMode.Limited) return Mode(device, RegionTail.MemoryMode);
        limit = TailUInt64(DeviceTail(device) + RegionTail.MemoryLimit);
        return limit == 0 ? LimitMode.Refused : LimitMode.Limited;
    }

    /// <summary>What our library goes by for cores; refused where there is no tail, or a limit that is not 1 to 99.</summary>
    /// <param name="device">0 to <see cref="RegionLayout.Devices"/> - 1.</param>
    /// <param name="percent">Percent of the device, when it is limited.</param>
    public LimitMode CoreLimit(int device, out int percent)
    {
        percent = 0;
        if (Mode(device, RegionTail.CoreMode) is not LimitMode.Limited) return Mode(device, RegionTail.CoreMode);
        var value = TailUInt32(DeviceTail(device) + RegionTail.CorePercent);
        if (value is 0 or > 99) return LimitMode.Refused;
        percent = (int)value;
        return LimitMode.Limited;
    }

    /// <summary>Whether a process has the slot.</summary>
    /// <param name="slot">0 to <see cref="RegionLayout.Slots"/> - 1.</param>
    public bool IsInUse(int slot) => Int32(Slot(slot) + layout.Status) != 0;

    /// <summary>The process's number in its container.</summary>
    /// <param name="slot">0 to <see cref="RegionLayout.Slots"/> - 1.</param>
    public int Pid(int slot) => Int32(Slot(slot));

    /// <summary>The process's number on the node; 0 where nobody filled it in.</summary>
    /// <param name="slot">0 to <see cref="RegionLayout.Slots"/> - 1.</param>
    public int HostPid(int slot) => Int32(Slot(slot) + RegionLayout.HostPid);

    /// <summary>What a process uses of a device.</summary>
    /// <param name="slot">0 to <see cref="RegionLayout.Slots"/> - 1.</param>
    /// <param name="device">0 to <see cref="RegionLayout.Devices"/> - 1.</param>
    public MemoryInUse Used(int slot, int device)
    {
        var at = Slot(slot) + RegionLayout.Used + (Device(device) * layout.MemorySize);
        return new MemoryInUse(UInt64(at), UInt64(at + 8), UInt64(at + 16), UInt64(at + 24), UInt64(at + 32));
    }

    /// <summary>SM utilization of a device by a process, percent.</summary>
    /// <param name="slot">0 to <see cref="RegionLayout.Slots"/> - 1.</param>
    /// <param name="device">0 to <see cref="RegionLayout.Devices"/> - 1.</param>
    public ulong SmUtilization(int slot, int device) => UInt64(Slot(slot) + layout.Utilization + (Device(device) * layout.UtilizationSize) + 16);

    /// <summary>What all processes use of a device.</summary>
    /// <param name="device">0 to <see cref="RegionLayout.Devices"/> - 1.</param>
    public MemoryInUse Used(int device)
    {
        var sum = default(MemoryInUse);
        for (var slot = 0; slot < ProcessCount; slot++)
        {
            if (IsInUse(slot)) sum += Used(slot, device);
        }

        return sum;
    }

    /// <summary>SM utilization of a device by all processes, percent.</summary>
    /// <param name="device">0 to <see cref="RegionLayout.Devices"/> - 1.</param>
    public ulong SmUtilization(int device)
    {
        var sum = 0UL;
        for (var slot = 0; slot < ProcessCount; slot++)
        {
            if (IsInUse(slot)) sum = MemoryInUse.Sum(sum, SmUtilization(slot, device));
        }

        return sum;
    }

    private static int Device(int device) => device is >= 0 and < RegionLayout.Devices ? device : throw new ArgumentOutOfRangeException(nameof(device), device, "a region has 16 devices");

    private static int DeviceTail(int device) => RegionTail.Devices + (Device(device) * RegionTail.DeviceSize);

    private int Slot(int slot) => slot is >= 0 and < RegionLayout.Slots
        ? layout.Processes + (slot * layout.ProcessSize)
        : throw new ArgumentOutOfRangeException(nameof(slot), slot, "a region has 1024 slots");

    private LimitMode Mode(int device, int field) =>
        HasTail && TailUInt32(DeviceTail(device) + field) is var mode and <= 3 ? (LimitMode)mode : LimitMode.Refused;

    private int Int32(int at) => BinaryPrimitives.ReadInt32LittleEndian(bytes[at..]);

    private ulong UInt64(int at) => BinaryPrimitives.ReadUInt64LittleEndian(bytes[at..]);

    private uint TailUInt32(int at) => BinaryPrimitives.ReadUInt32LittleEndian(bytes[(RegionTail.Offset + at)..]);

    private ulong TailUInt64(int at) => BinaryPrimitives.ReadUInt64LittleEndian(bytes[(RegionTail.Offset + at)..]);
}
