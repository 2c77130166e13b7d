namespace Hami.Nodes.Local;

/// <summary>A living job as it is shown.</summary>
public sealed record JobView
{
    /// <summary>Its number.</summary>
    public required long Job { get; init; }

    /// <summary>Whose it is.</summary>
    public required string User { get; init; }

    /// <summary><c>waiting</c> or <c>running</c>.</summary>
    public required string State { get; init; }

    /// <summary>Since when it is that.</summary>
    public required DateTimeOffset Since { get; init; }

    /// <summary>What its user calls it, or its command.</summary>
    public required string Name { get; init; }

    /// <summary>Its command and arguments.</summary>
    public required IReadOnlyList<string> Command { get; init; }

    /// <summary>The process of its <c>hami run</c>, which may have ended before it.</summary>
    public required int Pid { get; init; }

    /// <summary>What it asked.</summary>
    public required ShareAsk Asked { get; init; }

    /// <summary>Whether its devices are simulated.</summary>
    public required bool IsSimulated { get; init; }

    /// <summary>What it has; empty while it waits.</summary>
    public required IReadOnlyList<ShareView> Shares { get; init; }

    /// <summary>Its processes that use a device.</summary>
    public required IReadOnlyList<int> Processes { get; init; }
}
