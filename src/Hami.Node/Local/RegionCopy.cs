using Hami.Nodes.Posix;
using Hami.Nodes.Region;
using Microsoft.Win32.SafeHandles;

namespace Hami.Nodes.Local;

/// <summary>Copies a region out of its file: the job can cut the file short under a mapping.</summary>
internal static class RegionCopy
{
    /// <summary>The bytes; null where there is no such file, or one of another size.</summary>
    public static byte[]? Read(string path)
    {
        using var opened = Descriptor.OpenIfThere(path, Libc.ReadOnly | Libc.NonBlocking);
        return opened is null ? null : Read(opened);
    }

    /// <inheritdoc cref="Read(string)"/>
    public static byte[]? Read(Descriptor opened)
    {
        using var file = new FileStream(new SafeFileHandle(opened.Number, ownsHandle: false), FileAccess.Read, bufferSize: 0);
        if (!file.CanSeek || file.Length != RegionTail.FileSize) return null;
        var bytes = new byte[RegionTail.FileSize];
        return file.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false) == bytes.Length ? bytes : null;
    }
}
