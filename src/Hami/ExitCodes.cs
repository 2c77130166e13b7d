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

    /// <summary>The exit codes as help tells them.</summary>
    public const string Help = "Exit codes: 0 done, or ended as asked by SIGINT or SIGTERM; 1 failed (a file, the device configuration, an address,\nthe API server); 2 wrong command line.";
}
