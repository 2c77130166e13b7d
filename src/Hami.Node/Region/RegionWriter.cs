using System.Buffers.Binary;
using System.Text;

namespace Hami.Nodes.Region;

/// <summary>Makes a region before the first process of its container starts, byte for byte as the library itself would.</summary>
public static class RegionWriter
{
    private const int SemaphoreSharing = 8;
    private const int SemaphorePostInit = 2008920;

    /// <summary>The bytes of a region.</summary>
    /// <param name="plan">What is granted.</param>
    /// <param name="now">The time.</param>
    /// <exception cref="ArgumentException">The plan can't be put into a region.</exception>
    public static byte[] Fill(RegionPlan plan, DateTimeOffset now)
    {
        Check(plan);
        var bytes = new byte[RegionTail.FileSize];
        var layout = RegionLayout.V1;
        Int32(bytes, 0, RegionLayout.Magic);
        Int32(bytes, 4, 1);
        Int32(bytes, 8, 2);
        foreach (var semaphore in (int[])[layout.Semaphore, SemaphorePostInit])
        {
            // As sem_init leaves one of 1 that processes share.
            UInt64(bytes, semaphore, 1);
            Int32(bytes, semaphore + SemaphoreSharing, 128);
        }

        UInt64(bytes, layout.DeviceCount, (ulong)plan.Devices.Count);
        Int32(bytes, layout.UtilizationSwitch, 1);
        Int32(bytes, layout.RecentKernel, 2);
        Int32(bytes, layout.Priority, plan.Priority);
        UInt64(bytes, layout.LastKernelTime!.Value, (ulong)now.ToUnixTimeSeconds());
        UInt64(bytes, RegionTail.Offset, RegionTail.Magic);
        Int32(bytes, RegionTail.Offset + RegionTail.VersionAt, (int)RegionTail.Version);
        Int32(bytes, RegionTail.Offset + RegionTail.Origin, (int)RegionOrigin.Beforehand);
        UInt64(bytes, RegionTail.Offset + RegionTail.Size, RegionTail.FileSize);
        UInt64(bytes, RegionTail.Offset + RegionTail.Generation, 1);
        for (var d = 0; d < plan.Devices.Count; d++) FillDevice(bytes, d, plan.Devices[d]);
        return bytes;
    }

    /// <summary>Makes the file. Every byte of it has its room on the disk, zeros too.</summary>
    /// <param name="path">Where.</param>
    /// <param name="plan">What is granted.</param>
    /// <param name="now">The time.</param>
    /// <param name="mode">Who may write it: every process that is to use it, and nobody else.</param>
    /// <exception cref="IOException">There is one already, or it can't be made: the disk may be full.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder can't be written.</exception>
    public static void Create(string path, RegionPlan plan, DateTimeOffset now, UnixFileMode mode)
    {
        var bytes = Fill(plan, now);
        // Not "….cache": the original's monitor counts those.
        var made = $"{path}.{Environment.ProcessId}.new";
        try
        {
            using (var file = new FileStream(made, new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, BufferSize = 0, UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite }))
            {
                file.Write(bytes);
                // Not as the umask would have it.
                File.SetUnixFileMode(file.SafeFileHandle, mode);
            }

            File.Move(made, path, overwrite: false);
        }
        catch
        {
            File.Delete(made);
            throw;
        }
    }

    /// <summary>Takes all that a region grants back: processes that attach from now on are refused.</summary>
    /// <param name="region">The file.</param>
    public static void Revoke(FileStream region)
    {
        if (region.Length < RegionTail.FileSize) return;
        Span<byte> refused = stackalloc byte[sizeof(int) * 2];
        refused.Clear();
        for (var d = 0; d < RegionLayout.Devices; d++)
        {
            region.Position = RegionTail.Offset + RegionTail.Devices + (d * RegionTail.DeviceSize) + RegionTail.MemoryMode;
            region.Write(refused);
        }
    }

    private static void FillDevice(byte[] bytes, int index, RegionPlan.Device device)
    {
        var layout = RegionLayout.V1;
        var tail = RegionTail.Offset + RegionTail.Devices + (index * RegionTail.DeviceSize);
        Encoding.ASCII.GetBytes(device.Uuid, bytes.AsSpan(layout.Uuids + (index * RegionLayout.UuidBytes)));
        Int32(bytes, tail + RegionTail.MemoryMode, (int)LimitMode.Limited);
        UInt64(bytes, tail + RegionTail.MemoryLimit, device.MemoryBytes);
        UInt64(bytes, layout.Limits + (index * sizeof(ulong)), device.MemoryBytes);
        Int32(bytes, tail + RegionTail.CoreMode, (int)(device.CorePercent is null ? LimitMode.None : LimitMode.Limited));
        Int32(bytes, tail + RegionTail.Policy, (int)device.Policy);
        if (device.CorePercent is not { } percent) return;
        Int32(bytes, tail + RegionTail.CorePercent, percent);
        UInt64(bytes, layout.SmLimits + (index * sizeof(ulong)), (ulong)percent);
    }

    private static void Check(RegionPlan plan)
    {
        if (plan.Devices.Count > RegionLayout.Devices) throw new ArgumentException($"{plan.Devices.Count} devices: a region has room for {RegionLayout.Devices}", nameof(plan));
        foreach (var device in plan.Devices)
        {
            if (device.Uuid.Length is 0 or >= RegionLayout.UuidBytes || device.Uuid.AsSpan().ContainsAnyExceptInRange('!', '~'))
                throw new ArgumentException($"device \"{device.Uuid}\": not a name that a region can hold", nameof(plan));
            if (device.MemoryBytes == 0) throw new ArgumentException($"device {device.Uuid}: a limit of 0 bytes is none", nameof(plan));
            if (device.CorePercent is < 1 or > 99) throw new ArgumentException($"device {device.Uuid}: {device.CorePercent} % of its cores is no limit", nameof(plan));
        }
    }

    private static void Int32(byte[] bytes, int at, int value) => BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(at), value);

    private static void UInt64(byte[] bytes, int at, ulong value) => BinaryPrimitives.WriteUInt64LittleEndian(bytes.AsSpan(at), value);
}
