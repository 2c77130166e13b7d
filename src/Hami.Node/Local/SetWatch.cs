using Hami.Nodes.Posix;

namespace Hami.Nodes.Local;

/// <summary>Wakes a waiting job when anything changes that may have made room: a job's folder came, went or moved, or its last process ended.</summary>
internal sealed class SetWatch : IDisposable
{
    private const uint Changes = Libc.InCreate | Libc.InDelete | Libc.InMovedFrom | Libc.InMovedTo;
    private const short ToRead = Libc.PollIn;
    private readonly Descriptor changes;

    /// <summary>Begins: what changes from now on wakes the next wait.</summary>
    /// <exception cref="SystemCallException">The kernel has no watches left.</exception>
    public SetWatch(JobSet set)
    {
        var number = Libc.InotifyInit(Libc.NonBlocking | Libc.CloseOnExec);
        if (number < 0) throw SystemCallException.Last("a watch of the state directory (fs.inotify.max_user_instances may be too low)");
        changes = new Descriptor(number);
        foreach (var folder in (string[])[set.Queue, set.Jobs])
        {
            if (Libc.InotifyAddWatch(number, folder, Changes) < 0) throw SystemCallException.Last($"a watch of {folder} (fs.inotify.max_user_watches may be too low)");
        }
    }

    /// <summary>Waits until something changed since the last wait, or one of the jobs ended.</summary>
    /// <param name="jobs">The jobs that were alive after the last wait.</param>
    /// <param name="most">How long at most; null for as long as it takes.</param>
    /// <returns>False when the time was up.</returns>
    public unsafe bool Wait(IEnumerable<JobEntry> jobs, TimeSpan? most)
    {
        var entries = jobs.SelectMany(static job => job.Watched).Prepend(changes)
            .Select(static watched => new Libc.PollEntry { Descriptor = watched.Number, Events = ToRead }).ToArray();
        var milliseconds = most is { } time ? (int)Math.Clamp(Math.Ceiling(time.TotalMilliseconds), 0, int.MaxValue) : -1;
        int ready;
        fixed (Libc.PollEntry* first = entries) ready = Libc.Poll(first, (nuint)entries.Length, milliseconds);
        var bytes = stackalloc byte[4096];
        while (Libc.Read(changes.Number, bytes, 4096) > 0)
        {
        }

        return ready != 0;
    }

    public void Dispose() => changes.Dispose();
}
