using Hami.Nodes.Posix;

namespace Hami.Nodes.Local;

/// <summary>
/// A pipe by name that every process of a job has open for writing, inherited from the first: the kernel closes it however they
/// end. Readers see whether anyone has it, and wait for the last one without asking again and again.
/// </summary>
internal static class Lifeline
{
    private const uint ReadableByAll = 0x1a4; // 0644: only the job's own user may have it open for writing
    private const int FirstNumber = 500;

    /// <summary>Makes it and takes hold of it.</summary>
    /// <exception cref="SystemCallException">It can't be made.</exception>
    public static Descriptor Create(string path)
    {
        if (Libc.MakeFifo(path, ReadableByAll) != 0) throw SystemCallException.Last(path);
        if (Libc.ChangeMode(path, ReadableByAll) != 0) throw SystemCallException.Last(path);
        using var reader = Descriptor.Open(path, Libc.ReadOnly | Libc.NonBlocking);
        return Descriptor.Open(path, Libc.WriteOnly);
    }

    /// <summary>Has programs inherit it, under a number that they don't use for files of their own.</summary>
    public static int Bequeath(Descriptor held)
    {
        var number = Libc.Control(held.Number, Libc.DuplicateFrom, FirstNumber);
        if (number < 0) number = Libc.Control(held.Number, Libc.DuplicateFrom, 10);
        return number >= 0 ? number : throw SystemCallException.Last("a descriptor for the job");
    }

    /// <summary>Opens it for watching; null where it is gone.</summary>
    /// <exception cref="SystemCallException">It can't be opened.</exception>
    public static Descriptor? Watch(string path) => Descriptor.OpenIfThere(path, Libc.ReadOnly | Libc.NonBlocking);

    /// <summary>Whether some process has it open for writing.</summary>
    public static unsafe bool IsHeld(Descriptor watched)
    {
        byte one;
        return Libc.Read(watched.Number, &one, 1) != 0;
    }
}
