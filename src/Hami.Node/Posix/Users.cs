using System.Runtime.InteropServices;

namespace Hami.Nodes.Posix;

/// <summary>Who files belong to, and what users are called.</summary>
internal static unsafe class Users
{
    private const int AtCurrentFolder = -100;
    private const int NoFollow = 0x100;
    private const uint BasicStatus = 0x7ff;
    private static readonly Dictionary<uint, string> Names = [];

    /// <summary>Whose rights this process has.</summary>
    public static uint Self => Libc.EffectiveUser();

    public static bool IsRoot => Self == 0;

    /// <summary>Status of a file itself, not of what a symbolic link leads to; null where there is none.</summary>
    public static Libc.FileStatus? StatusOf(string path) =>
        Libc.Status(AtCurrentFolder, path, NoFollow, BasicStatus, out var status) == 0 ? status : null;

    /// <summary>The user's name, or the number where there is none.</summary>
    public static string NameOf(uint user)
    {
        if (Names.TryGetValue(user, out var known)) return known;
        var buffer = stackalloc byte[4096];
        Libc.UserEntry entry;
        Libc.UserEntry* found;
        var name = Libc.UserOf(user, &entry, buffer, 4096, &found) == 0 && found != null ? Marshal.PtrToStringUTF8((nint)found->Name) : null;
        return Names[user] = string.IsNullOrEmpty(name) ? $"{user}" : name;
    }
}
