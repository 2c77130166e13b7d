using System.Runtime.InteropServices;

namespace Hami.Nodes.Posix;

/// <summary>A system call failed.</summary>
public sealed class SystemCallException : IOException
{
    /// <summary>Takes what was being done, and why it failed.</summary>
    public SystemCallException(string deed, int error)
        : base($"{deed}: {Marshal.GetPInvokeErrorMessage(error)}") => Error = error;

    /// <summary>errno.</summary>
    public int Error { get; }

    /// <summary>Whether permissions are what stands in the way.</summary>
    public bool IsDenied => Error is Libc.AccessDenied or 1 or Libc.ReadOnlyDisk;

    internal static SystemCallException Last(string deed) => new(deed, Marshal.GetLastPInvokeError());
}
