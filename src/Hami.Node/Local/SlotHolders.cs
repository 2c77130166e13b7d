using System.Buffers.Binary;
using System.Globalization;
using Hami.Nodes.Posix;
using Hami.Nodes.Region;

namespace Hami.Nodes.Local;

/// <summary>
/// The processes that use a device, by the slots of their region: seen even when they closed every descriptor that they had
/// inherited, for as long as they have a slot.
/// </summary>
internal static class SlotHolders
{
    private const long FirstRecordLock = 1L << 32;
    private const int PidfdOpen = 434;

    /// <summary>A descriptor for each, which becomes readable when the process ends; empty when there are none.</summary>
    public static IReadOnlyList<Descriptor> Of(string path)
    {
        using var region = Descriptor.OpenIfThere(path, Libc.ReadOnly | Libc.NonBlocking);
        if (region is null || RegionCopy.Read(region) is not { } bytes || RegionReader.Open(bytes, out var reader) != RegionFault.None || !reader.HasTail) return [];
        var holders = new List<Descriptor>();
        for (var slot = 0; slot < reader.ProcessCount; slot++)
        {
            var claim = BinaryPrimitives.ReadUInt64LittleEndian(bytes.AsSpan(RegionTail.Offset + RegionTail.Slots + (slot * RegionTail.SlotSize) + RegionTail.Claim));
            if ((claim & 3) == 0) continue;
            var pid = LockedBy(region, slot) ?? (int)((claim >> 2) & 0x3fffff);
            if (pid <= 0 || !IsAlive(pid, (long)(claim >> 24))) continue;
            var number = (int)Libc.PidfdOpen(PidfdOpen, pid, 0);
            if (number >= 0) holders.Add(new Descriptor(number));
        }

        return holders;
    }

    // As the kernel numbers the process here, whatever its own container calls it.
    private static int? LockedBy(Descriptor region, int slot)
    {
        var record = new Libc.RecordLock { Type = Libc.RecordLock.Write, Start = FirstRecordLock + slot, Length = 1 };
        return Libc.Control(region.Number, Libc.GetRecordLock, ref record) == 0 && record.Type != Libc.RecordLock.Unlocked && record.Pid > 0 ? record.Pid : null;
    }

    // Whether it is still the process that began then, and not one that only waits to be asked how it ended.
    private static bool IsAlive(int pid, long start)
    {
        try
        {
            var text = File.ReadAllText($"/proc/{pid}/stat");
            var fields = text[(text.LastIndexOf(')') + 2)..].Split(' ');
            return fields.Length > 19 && fields[0] is not ("Z" or "X")
                && long.TryParse(fields[19], NumberStyles.None, CultureInfo.InvariantCulture, out var began) && (start == 0 || (began & 0xffffffffff) == start);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return failure is UnauthorizedAccessException;
        }
    }
}
