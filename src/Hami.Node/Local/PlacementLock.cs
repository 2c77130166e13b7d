using Hami.Nodes.Posix;

namespace Hami.Nodes.Local;

/// <summary>Held while shares are counted and given out; the kernel lets go of it however its holder ends.</summary>
internal sealed class PlacementLock : IDisposable
{
    private readonly Descriptor file;

    private PlacementLock(Descriptor file) => this.file = file;

    /// <summary>Waits for the lock, which nobody holds for more than milliseconds.</summary>
    /// <param name="path">The file.</param>
    /// <param name="isShared">Whether others may look at the same time.</param>
    /// <exception cref="SystemCallException">The file can't be opened.</exception>
    public static PlacementLock Take(string path, bool isShared = false)
    {
        var opened = Descriptor.Open(path, Libc.ReadOnly);
        while (Libc.Flock(opened.Number, isShared ? Libc.LockShared : Libc.LockExclusive) != 0)
        {
            var failure = SystemCallException.Last(path);
            if (failure.Error == Libc.Interrupted) continue;
            opened.Dispose();
            throw failure;
        }

        return new PlacementLock(opened);
    }

    public void Dispose() => file.Dispose();
}
