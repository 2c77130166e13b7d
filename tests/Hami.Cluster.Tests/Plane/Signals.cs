using System.Runtime.InteropServices;

namespace Hami.Cluster.Tests.Plane;

/// <summary>Signals, which .NET can't send.</summary>
internal static partial class Signals
{
    public static int Number(string name) => name switch
    {
        "KILL" => 9,
        "TERM" => 15,
        "CONT" => 18,
        "STOP" => 19,
        _ => throw new ArgumentException($"signal {name}: KILL, TERM, STOP or CONT", nameof(name)),
    };

    /// <summary>Sends one; a process that is gone already is none the worse.</summary>
    public static void Send(int process, string name) => _ = Kill(process, Number(name));

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int Kill(int process, int signal);
}
