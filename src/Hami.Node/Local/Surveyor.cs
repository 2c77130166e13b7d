using System.Buffers.Binary;
using Hami.Nodes.Nvml;
using Hami.Nodes.Posix;
using Hami.Nodes.Region;

namespace Hami.Nodes.Local;

/// <summary>Looks at what there is: jobs by their folders, what they use by their regions, devices by the driver.</summary>
/// <param name="state">The state directory.</param>
/// <param name="parts">Where the simulated driver is.</param>
/// <param name="time">The clock.</param>
public sealed class Surveyor(StateDirectory state, NativeParts parts, TimeProvider time) : IDisposable
{
    private const ulong MiB = 1024 * 1024;
    private readonly Lazy<NvmlLibrary?> own = new(static () => Load(NvmlLibrary.FileName));
    private (string Node, NvmlLibrary? Nvml) simulated = ("", null);

    /// <summary>Looks.</summary>
    public Survey Look()
    {
        var devices = new List<DeviceView>();
        var jobs = new List<JobView>();
        Look(state.Devices, isSimulated: false, devices, jobs);
        Look(state.Simulated, isSimulated: true, devices, jobs);
        return new Survey(time.GetUtcNow(), devices, jobs);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (own.IsValueCreated) own.Value?.Dispose();
        simulated.Nvml?.Dispose();
    }

    private static NvmlLibrary? Load(string path)
    {
        try
        {
            return NvmlLibrary.Load(path);
        }
        catch (NvmlException)
        {
            return null;
        }
    }

    private static IReadOnlyList<NvmlDevice> DevicesOf(NvmlLibrary? nvml)
    {
        try
        {
            return nvml?.Devices() ?? [];
        }
        catch (NvmlException)
        {
            return [];
        }
    }

    private void Look(JobSet set, bool isSimulated, List<DeviceView> devices, List<JobView> jobs)
    {
        var living = set.Look();
        try
        {
            var seen = DevicesOf(isSimulated ? Simulated(set, living) : own.Value);
            var views = living.Select(job => ViewOf(job, seen, isSimulated)).ToList();
            jobs.AddRange(views);
            devices.AddRange(seen.Where(static device => device.Fault is null).Select(device => ViewOf(device, isSimulated, views)));
        }
        finally
        {
            foreach (var job in living) job.Dispose();
        }
    }

    private NvmlLibrary? Simulated(JobSet set, IReadOnlyList<JobEntry> living)
    {
        var node = living.FirstOrDefault(static job => job.Record.SimulatedNode.Length > 0)?.Record.SimulatedNode ?? "";
        if (node == simulated.Node) return simulated.Nvml;
        simulated.Nvml?.Dispose();
        // Not through .NET's environment, which the driver's library doesn't see.
        _ = Libc.SetEnvironment("SIMGPU_STATE", SimulatedNode.PathOf(set, node), 1);
        simulated = (node, node.Length > 0 ? Load(parts.SimulatorNvml) : null);
        return simulated.Nvml;
    }

    private static DeviceView ViewOf(NvmlDevice device, bool isSimulated, List<JobView> jobs)
    {
        var shares = jobs.SelectMany(static job => job.Shares).Where(share => share.Uuid == device.Uuid).ToList();
        return new DeviceView
        {
            Index = device.Index,
            Uuid = device.Uuid,
            Name = device.Name,
            IsSimulated = isSimulated,
            MemoryTotal = device.MemoryTotal,
            MemoryGranted = shares.Aggregate(0UL, static (sum, share) => sum + share.MemoryGranted),
            MemoryUsed = device.MemoryUsed,
            CoresGranted = shares.Sum(static share => share.CoresGranted ?? 0),
            Utilization = device.Utilization,
            Jobs = shares.Count,
        };
    }

    private static JobView ViewOf(JobEntry job, IReadOnlyList<NvmlDevice> seen, bool isSimulated)
    {
        var (shares, processes) = job.IsWaiting ? ([], []) : Read(job, seen);
        return new JobView
        {
            Job = job.Number,
            User = job.UserName,
            State = job.IsWaiting ? "waiting" : "running",
            Since = DateTimeOffset.FromUnixTimeMilliseconds(Math.Clamp(job.Record.Since, 0, DateTimeOffset.MaxValue.ToUnixTimeMilliseconds())),
            Name = job.Record.Name.Length > 0 ? job.Record.Name : string.Join(' ', job.Record.Command),
            Command = job.Record.Command,
            Pid = job.Record.Pid,
            Asked = job.Record.Ask,
            IsSimulated = isSimulated,
            Shares = shares,
            Processes = processes,
        };
    }

    // By the record where there is no region to be read: what a job holds must be seen in any case.
    private static (IReadOnlyList<ShareView> Shares, IReadOnlyList<int> Processes) Read(JobEntry job, IReadOnlyList<NvmlDevice> seen)
    {
        if (RegionCopy.Read(job.Region) is not { } bytes || RegionReader.Open(bytes, out var region) != RegionFault.None)
            return ([.. job.Record.Shares.Select(share => new ShareView(share.Uuid, IndexOf(seen, share.Uuid), (ulong)Math.Max(share.MemoryMiB, 0) * MiB, 0, JobEnvironment.CoreLimit(share), 0, null))], []);
        var shares = new List<ShareView>();
        for (var d = 0; d < region.DeviceCount; d++)
        {
            var tail = RegionTail.Offset + RegionTail.Devices + (d * RegionTail.DeviceSize);
            region.MemoryLimit(d, out var memory);
            var uuid = region.Uuid(d);
            shares.Add(new ShareView(
                uuid, IndexOf(seen, uuid), memory, region.Used(d).Total, region.CoreLimit(d, out var percent) == LimitMode.Limited ? percent : null,
                MemoryInUse.Sum(UInt64(bytes, tail + RegionTail.AloneTime), UInt64(bytes, tail + RegionTail.SharedTime)), null));
        }

        var processes = new List<int>();
        for (var slot = 0; slot < region.ProcessCount; slot++)
        {
            if (region.IsInUse(slot)) processes.Add(region.Pid(slot));
        }

        return (shares, processes);
    }

    private static int? IndexOf(IReadOnlyList<NvmlDevice> seen, string uuid) => seen.FirstOrDefault(device => device.Uuid == uuid)?.Index;

    private static ulong UInt64(byte[] bytes, int at) => BinaryPrimitives.ReadUInt64LittleEndian(bytes.AsSpan(at));
}
