using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using Hami.Nodes.Posix;
using Hami.Nodes.Region;
using Microsoft.Win32.SafeHandles;

namespace Hami.Nodes.Local;

/// <summary>
/// The jobs on one set of devices, a folder for each: in <c>queue</c> while it waits, in <c>jobs</c> from the moment on at which
/// it has its share. Folders of the dead count for nothing and are removed by whoever may.
/// </summary>
public sealed class JobSet
{
    internal const string RegionFile = "region.cache";
    private const string RecordFile = "job.json";
    private const string LifelineFile = "alive";
    private const int MostRecordBytes = 256 * 1024;
    private const UnixFileMode Everyone = (UnixFileMode)0x1ff;
    private const UnixFileMode Readable = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead;

    internal JobSet(string path)
    {
        Path = path;
        LockPath = System.IO.Path.Combine(path, "lock");
        Queue = System.IO.Path.Combine(path, "queue");
        Jobs = System.IO.Path.Combine(path, "jobs");
        Nodes = System.IO.Path.Combine(path, "nodes");
        Presence = System.IO.Path.Combine(path, "presence");
    }

    /// <summary>Where they are.</summary>
    public string Path { get; }

    internal string LockPath { get; }

    internal string Queue { get; }

    internal string Jobs { get; }

    /// <summary>Where simulated nodes are.</summary>
    internal string Nodes { get; }

    /// <summary>Where jobs on one device tell each other when they use it.</summary>
    internal string Presence { get; }

    internal static bool IsMade(string path) => Users.StatusOf(System.IO.Path.Combine(path, "lock")) is not null;

    internal static bool IsShared(string path) => Users.StatusOf(System.IO.Path.Combine(path, "jobs")) is { } status && (status.Mode & 0x3ff) == 0x3ff;

    /// <summary>Makes an empty set; its lock comes last, and with it the set is there.</summary>
    internal static void Make(string path, UnixFileMode mode, bool isShared)
    {
        var set = new JobSet(path);
        var below = isShared ? Everyone | UnixFileMode.StickyBit : mode;
        foreach (var (folder, permissions) in (ReadOnlySpan<(string, UnixFileMode)>)[(path, mode), (set.Queue, below), (set.Jobs, below), (set.Presence, below), (set.Nodes, isShared ? Everyone : mode)])
        {
            Directory.CreateDirectory(folder);
            File.SetUnixFileMode(folder, permissions);
        }

        // Whoever makes it at the same time must come to the same file.
        using var made = new FileStream(set.LockPath, new FileStreamOptions { Mode = FileMode.OpenOrCreate, Access = FileAccess.Write, Share = FileShare.ReadWrite, UnixCreateMode = Readable });
        File.SetUnixFileMode(made.SafeFileHandle, Readable);
    }

    /// <summary>The living jobs, by number; whoever gets them disposes of them.</summary>
    public IReadOnlyList<JobEntry> Look()
    {
        using var held = PlacementLock.Take(LockPath, isShared: true);
        return Read();
    }

    /// <summary>Removes what dead jobs left, as far as it is this user's to remove.</summary>
    public void Tidy()
    {
        using var held = PlacementLock.Take(LockPath);
        TidyLocked();
    }

    /// <summary>The living jobs; with the lock held.</summary>
    internal IReadOnlyList<JobEntry> Read()
    {
        var entries = new List<JobEntry>();
        try
        {
            Read(Queue, isWaiting: true, entries);
            Read(Jobs, isWaiting: false, entries);
        }
        catch
        {
            foreach (var entry in entries) entry.Dispose();
            throw;
        }

        entries.Sort(static (a, b) => a.Number.CompareTo(b.Number));
        return entries;
    }

    /// <summary>Removes what the dead left; with the lock held.</summary>
    internal void TidyLocked()
    {
        var nodes = new HashSet<string>();
        foreach (var folder in Directory.EnumerateDirectories(Queue).Concat(Directory.EnumerateDirectories(Jobs)).ToArray())
        {
            try
            {
                if (NumberOf(folder) is not { } number || Users.StatusOf(folder) is not { } status) continue;
                using var entry = Open(folder, number, isWaiting: folder.StartsWith(Queue, StringComparison.Ordinal), status.User);
                if (entry is not null) nodes.Add(entry.Record.SimulatedNode);
                else if (status.User == Users.Self || Users.IsRoot) Remove(folder);
            }
            catch (LocalException)
            {
                // Whose record can't be read may be alive: nothing of it is touched, nor any node.
                return;
            }
        }

        foreach (var node in Directory.EnumerateDirectories(Nodes).ToArray())
        {
            if (!nodes.Contains(System.IO.Path.GetFileName(node))) SimulatedNode.Remove(node);
        }
    }

    /// <summary>Makes a job's folder at the end of the line; with the lock held.</summary>
    internal (string Folder, Descriptor Lifeline) Join(JobRecord record)
    {
        var last = Directory.EnumerateDirectories(Queue).Concat(Directory.EnumerateDirectories(Jobs)).Select(NumberOf).Max() ?? 0;
        // Never the same name again: what is left of a dead job must not find a region of another.
        var folder = System.IO.Path.Combine(Queue, $"{last + 1}-{RandomNumberGenerator.GetHexString(8, lowercase: true)}");
        Directory.CreateDirectory(folder);
        File.SetUnixFileMode(folder, StateDirectory.Open);
        var lifeline = Lifeline.Create(System.IO.Path.Combine(folder, LifelineFile));
        Write(folder, record);
        return (folder, lifeline);
    }

    /// <summary>Makes a waiting job one that has its share; with the lock held.</summary>
    /// <returns>Its folder from now on.</returns>
    internal string Grant(string waiting, JobRecord record, RegionPlan plan, DateTimeOffset now)
    {
        RegionWriter.Create(System.IO.Path.Combine(waiting, RegionFile), plan, now, Readable);
        Write(waiting, record);
        var folder = System.IO.Path.Combine(Jobs, System.IO.Path.GetFileName(waiting));
        Directory.Move(waiting, folder);
        return folder;
    }

    /// <summary>Removes a job's folder: of this user's own, or any if this is root. A region in it grants nothing any more.</summary>
    internal static void Remove(string folder) => Folders.Remove(folder, static file =>
    {
        if (System.IO.Path.GetFileName(file) == RegionFile) Revoke(file);
    });

    private static void Revoke(string region)
    {
        using var opened = Descriptor.OpenIfThere(region, Libc.ReadWrite | Libc.NonBlocking);
        if (opened is null) return;
        using var file = new FileStream(new SafeFileHandle(opened.Number, ownsHandle: false), FileAccess.ReadWrite, bufferSize: 0);
        if (file.CanSeek) RegionWriter.Revoke(file);
    }

    private static void Write(string folder, JobRecord record)
    {
        var made = System.IO.Path.Combine(folder, $"{RecordFile}.new");
        File.WriteAllBytes(made, JsonSerializer.SerializeToUtf8Bytes(record, JobJson.Default.JobRecord));
        File.SetUnixFileMode(made, Readable);
        File.Move(made, System.IO.Path.Combine(folder, RecordFile), overwrite: true);
    }

    private static void Read(string place, bool isWaiting, List<JobEntry> entries)
    {
        foreach (var folder in Directory.EnumerateDirectories(place))
        {
            if (NumberOf(folder) is { } number && Users.StatusOf(folder) is { } status && Open(folder, number, isWaiting, status.User) is { } entry) entries.Add(entry);
        }
    }

    // Null: nobody is left of it.
    private static JobEntry? Open(string folder, long number, bool isWaiting, uint user)
    {
        Descriptor? lifeline = null;
        IReadOnlyList<Descriptor> holders = [];
        try
        {
            lifeline = Lifeline.Watch(System.IO.Path.Combine(folder, LifelineFile));
            if (lifeline is null || !Lifeline.IsHeld(lifeline))
            {
                lifeline?.Dispose();
                lifeline = null;
                if (isWaiting) return null;
                // Programs that closed what they inherited are seen by what they do to the device.
                holders = SlotHolders.Of(System.IO.Path.Combine(folder, RegionFile));
                if (holders.Count == 0) return null;
            }

            return new JobEntry(folder, number, user, isWaiting, ReadRecord(folder, user), lifeline, holders);
        }
        catch (Exception failure)
        {
            lifeline?.Dispose();
            foreach (var holder in holders) holder.Dispose();
            if (failure is SystemCallException) throw Unreadable(folder, user, failure.Message);
            throw;
        }
    }

    // What a living job takes has to be known: what can't be read would be given out twice.
    private static JobRecord ReadRecord(string folder, uint user)
    {
        using var opened = Descriptor.Open(System.IO.Path.Combine(folder, RecordFile), Libc.ReadOnly | Libc.NonBlocking);
        using var file = new FileStream(new SafeFileHandle(opened.Number, ownsHandle: false), FileAccess.Read, bufferSize: 0);
        if (!file.CanSeek || file.Length > MostRecordBytes) throw Unreadable(folder, user, "not a record");
        try
        {
            var record = JsonSerializer.Deserialize(file, JobJson.Default.JobRecord);
            return record is not null && record.IsSound ? record : throw Unreadable(folder, user, "not what a job writes");
        }
        catch (JsonException wrong)
        {
            throw Unreadable(folder, user, wrong.Message);
        }
    }

    private static LocalException Unreadable(string folder, uint user, string why) => StateDirectory.Fault(
        folder, $"what this job of {Users.NameOf(user)} takes can't be read ({why}), so nothing can be given out: its user has to end it, or root to remove it");

    private static long? NumberOf(string folder) =>
        long.TryParse(System.IO.Path.GetFileName(folder).Split('-')[0], NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
}
