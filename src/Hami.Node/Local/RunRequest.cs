namespace Hami.Nodes.Local;

/// <summary>What <c>hami run</c> is to do.</summary>
public sealed record RunRequest
{
    /// <summary>The command and its arguments.</summary>
    public required IReadOnlyList<string> Command { get; init; }

    /// <summary>What the job is called; empty for its command.</summary>
    public string Name { get; init; } = "";

    /// <summary>What it asks.</summary>
    public required ShareAsk Ask { get; init; }

    /// <summary>How long it waits in line; zero to be refused at once, null for as long as it takes.</summary>
    public TimeSpan? Wait { get; init; } = TimeSpan.Zero;

    /// <summary>State directory; null for the usual one.</summary>
    public string? State { get; init; }

    /// <summary>Simulated devices; null for the machine's own.</summary>
    public string? Simulate { get; init; }

    /// <summary>This program and the arguments with which it tidies up, the state directory's path to be added.</summary>
    public required IReadOnlyList<string> Tidy { get; init; }
}
