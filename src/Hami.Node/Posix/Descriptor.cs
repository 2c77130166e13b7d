namespace Hami.Nodes.Posix;

/// <summary>An open file as the kernel numbers it; closed when disposed of.</summary>
internal sealed class Descriptor(int number) : IDisposable
{
    private int number = number;

    public int Number => number >= 0 ? number : throw new ObjectDisposedException(nameof(Descriptor));

    /// <summary>Opens a file; null where there is none by now. Never through a symbolic link, and programs started later don't have it.</summary>
    /// <exception cref="SystemCallException">It can't be opened.</exception>
    public static Descriptor? OpenIfThere(string path, int flags)
    {
        var opened = Libc.Open(path, flags | Libc.CloseOnExec | Libc.NoFollow, 0);
        if (opened >= 0) return new Descriptor(opened);
        var failure = SystemCallException.Last(path);
        return failure.Error == Libc.NoEntry ? null : throw failure;
    }

    /// <summary>Opens a file that must be there.</summary>
    /// <exception cref="SystemCallException">It can't be opened.</exception>
    public static Descriptor Open(string path, int flags) => OpenIfThere(path, flags) ?? throw new SystemCallException(path, Libc.NoEntry);

    public void Dispose()
    {
        if (number >= 0) _ = Libc.Close(number);
        number = -1;
    }
}
