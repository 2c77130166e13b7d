using System.Diagnostics;
using System.Security.Cryptography;
using Hami.Nodes.Posix;

namespace Hami.Nodes.Local;

/// <summary>A simulated node: a file that the simulated driver shares among all who use it. It is there for as long as jobs are on it.</summary>
internal sealed record SimulatedNode(string Name, string Models, string StateFile)
{
    private const string FileName = "state";
    private const UnixFileMode Everyone = (UnixFileMode)0x1ff;

    /// <summary>Where jobs on one of its devices tell each other when they use it.</summary>
    public string Presence => PresenceOf(Path.GetDirectoryName(StateFile)!);

    /// <summary>The node that living jobs are on, or a new one; with the set's lock held.</summary>
    /// <exception cref="LocalException">They are on another one, or it can't be made.</exception>
    public static SimulatedNode FindOrMake(JobSet set, string models, NativeParts parts)
    {
        var living = set.Read();
        foreach (var job in living) job.Dispose();
        if (living.FirstOrDefault(static job => job.Record.SimulatedNode.Length > 0) is { Record: var record })
        {
            if (record.SimulatedModels != models)
                throw new LocalException(LocalFault.Unavailable, $"--simulate {models}: {living.Count} jobs here are on simulated devices {record.SimulatedModels}: write that, wait for them to end, or give another --state");
            return new SimulatedNode(record.SimulatedNode, models, PathOf(set, Path.GetFileName(record.SimulatedNode)));
        }

        var name = RandomNumberGenerator.GetHexString(8, lowercase: true);
        var folder = Path.Combine(set.Nodes, name);
        foreach (var made in (string[])[folder, PresenceOf(folder)])
        {
            Directory.CreateDirectory(made);
            File.SetUnixFileMode(made, Everyone);
        }

        try
        {
            Make(PathOf(set, name), models, parts);
        }
        catch
        {
            Folders.Remove(folder);
            throw;
        }

        return new SimulatedNode(name, models, PathOf(set, name));
    }

    public static void Remove(string folder) => Folders.Remove(folder);

    /// <summary>Where the node of a job is.</summary>
    public static string PathOf(JobSet set, string name) => Path.Combine(set.Nodes, Path.GetFileName(name), FileName);

    private static string PresenceOf(string folder) => Path.Combine(folder, "presence");

    private static void Make(string file, string models, NativeParts parts)
    {
        using var tool = Process.Start(new ProcessStartInfo(parts.SimulatorTool, ["create", "--models", models, "--state", file]) { UseShellExecute = false, RedirectStandardError = true, RedirectStandardOutput = true })!;
        var error = tool.StandardError.ReadToEnd();
        tool.WaitForExit();
        // It died of a page that the disk had no room for, without a word.
        if (tool.ExitCode > 128 && error.Length == 0) throw StateDirectory.Fault(file, "no simulated node can be made there: the disk is full");
        if (tool.ExitCode != 0) throw new LocalException(LocalFault.Unavailable, $"--simulate {models}: {error.Trim().Replace($"simgpu: --models {models}: ", "", StringComparison.Ordinal)}");
    }
}
