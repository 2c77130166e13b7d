namespace Hami.Cli;

/// <summary>What scripts read from the exit.</summary>
internal static class ExitCodes
{
    /// <summary>Done, or ended as asked.</summary>
    public const int Success = 0;

    /// <summary>Something failed: a file, the device configuration, an address, the API server.</summary>
    public const int Failure = 1;

    /// <summary>The command line, or a variable that stands in for a flag, is wrong.</summary>
    public const int Usage = 2;

    /// <summary><c>hami run</c>: the command line is wrong. Its own numbers are those of sysexits.h, which commands hardly use.</summary>
    public const int RunUsage = 64;

    /// <summary><c>hami run</c>: this machine can't grant it, however long one waits.</summary>
    public const int RunUnavailable = 69;

    /// <summary><c>hami run</c>: the state directory can't be used.</summary>
    public const int RunState = 73;

    /// <summary><c>hami run</c>: refused now; later it may be granted.</summary>
    public const int RunRefused = 75;

    /// <summary>The exit codes as help tells them.</summary>
    public const string Help = "Exit codes: 0 done, or ended as asked by SIGINT or SIGTERM; 1 failed (a file, the device configuration, an address,\nthe API server); 2 wrong command line.";

    /// <summary>Those of <c>hami run</c>.</summary>
    public const string RunHelp = "Exit codes: the command's own, or 128 and the number of the signal that ended it; 127 no such command; 126 it can't be\nexecuted; 75 refused now, or the wait was over; 69 never to be had on this machine; 73 the state directory can't be used;\n64 wrong command line.";
}
