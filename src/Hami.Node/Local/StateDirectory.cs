using Hami.Nodes.Posix;

namespace Hami.Nodes.Local;

/// <summary>
/// Where jobs write down what they have. One that root made is for all users; without it each user has one of his own, and
/// doesn't see what others take.
/// </summary>
public sealed class StateDirectory
{
    /// <summary>The one for all users.</summary>
    public const string OfMachine = "/run/hami";

    internal const UnixFileMode Open = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute | UnixFileMode.GroupRead | UnixFileMode.GroupExecute | UnixFileMode.OtherRead | UnixFileMode.OtherExecute;

    private const UnixFileMode Private = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    private StateDirectory(string path, bool isShared)
    {
        Path = path;
        IsShared = isShared;
        Devices = new JobSet(System.IO.Path.Combine(path, "devices"));
        Simulated = new JobSet(System.IO.Path.Combine(path, "simulated"));
    }

    /// <summary>Its path.</summary>
    public string Path { get; }

    /// <summary>Whether all users of the machine have it in common.</summary>
    public bool IsShared { get; }

    /// <summary>Jobs on the machine's own devices.</summary>
    public JobSet Devices { get; }

    /// <summary>Jobs on simulated devices.</summary>
    public JobSet Simulated { get; }

    /// <summary>Finds the directory; null where there is none yet.</summary>
    /// <param name="path">A path that was asked for; null for the usual places.</param>
    /// <exception cref="LocalException">There is one, of somebody else.</exception>
    public static StateDirectory? Find(string? path)
    {
        foreach (var place in path is null ? [OfMachine, OfUser()] : (string[])[System.IO.Path.GetFullPath(path)])
        {
            if (Users.StatusOf(place)?.User is not { } owner) continue;
            if (!JobSet.IsMade(System.IO.Path.Combine(place, "devices")))
            {
                if (owner == Users.Self || Users.IsRoot || path is null) continue;
                throw Fault(place, $"belongs to {Users.NameOf(owner)} alone: write another --state, or have root make one for all: hami run --setup");
            }

            var isShared = owner == 0 && JobSet.IsShared(System.IO.Path.Combine(place, "devices"));
            if (!isShared && owner != Users.Self && !Users.IsRoot)
                throw Fault(place, $"belongs to {Users.NameOf(owner)} alone: write another --state, or have root make one for all: hami run --setup");
            return new StateDirectory(place, isShared);
        }

        return null;
    }

    /// <summary>Finds the directory, or makes it: root for all users, anybody else for himself.</summary>
    /// <param name="path">A path that was asked for; null for the usual places.</param>
    /// <param name="said">Is told, when one is made, what that means.</param>
    /// <exception cref="LocalException">It can't be made.</exception>
    public static StateDirectory FindOrMake(string? path, Action<string> said)
    {
        if (Find(path) is { } found) return found;
        if (Users.IsRoot && path is null) return MakeForAll(null, said);
        var place = path is null ? OfUser() : System.IO.Path.GetFullPath(path);
        Make(place, Private, isShared: false);
        said($"made {place}, for {Users.NameOf(Users.Self)} alone: jobs of other users aren't seen, and devices that they use may be given out twice. For all users together, root runs: hami run --setup");
        return new StateDirectory(place, isShared: false);
    }

    /// <summary>Makes a directory for all users of the machine.</summary>
    /// <param name="path">Where; null for the usual place.</param>
    /// <param name="said">Is told what was made.</param>
    /// <exception cref="LocalException">It can't be made, or this isn't root.</exception>
    public static StateDirectory MakeForAll(string? path, Action<string> said)
    {
        var place = path is null ? OfMachine : System.IO.Path.GetFullPath(path);
        if (!Users.IsRoot) throw Fault(place, "only root makes a state directory for all users: run this with sudo");
        if (Find(place) is { } found)
        {
            if (!found.IsShared) throw Fault(place, "is there already, for one user alone: remove it first");
            said($"{place} is there already, for all users");
            return found;
        }

        Make(place, Open, isShared: true);
        said($"made {place}, for all users of this machine (it is gone after a reboot; a line \"d {place} 0755 root root\" in /etc/tmpfiles.d doesn't replace this command: have it run at boot)");
        return new StateDirectory(place, isShared: true);
    }

    internal static LocalException Fault(string path, string what) => new(LocalFault.State, $"state directory {path}: {what}");

    private static void Make(string place, UnixFileMode mode, bool isShared)
    {
        try
        {
            Directory.CreateDirectory(place);
            File.SetUnixFileMode(place, mode);
            JobSet.Make(System.IO.Path.Combine(place, "simulated"), mode, isShared);
            JobSet.Make(System.IO.Path.Combine(place, "devices"), mode, isShared);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw Fault(place, $"can't be made: {failure.Message}: write another --state");
        }
    }

    private static string OfUser()
    {
        var runtime = Environment.GetEnvironmentVariable("XDG_RUNTIME_DIR");
        if (!string.IsNullOrEmpty(runtime) && Users.StatusOf(runtime)?.User == Users.Self) return System.IO.Path.Combine(runtime, "hami");
        var state = Environment.GetEnvironmentVariable("XDG_STATE_HOME");
        if (!string.IsNullOrEmpty(state)) return System.IO.Path.Combine(state, "hami");
        var home = Environment.GetEnvironmentVariable("HOME");
        return string.IsNullOrEmpty(home)
            ? throw new LocalException(LocalFault.State, "no place for a state directory: neither XDG_RUNTIME_DIR nor HOME is set: write --state DIRECTORY")
            : System.IO.Path.Combine(home, ".local/state/hami");
    }
}
