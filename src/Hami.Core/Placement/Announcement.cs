using Hami.Core.Devices;

namespace Hami.Core.Placement;

/// <summary>The devices of one vendor on one node, as announced.</summary>
public sealed record Announcement
{
    /// <summary>The node says nothing about this vendor.</summary>
    public static readonly Announcement Nothing = new();

    /// <summary>The devices in the order of their registration, which is the last tie-break of every policy.</summary>
    public IReadOnlyList<Device> Devices { get; init; } = [];

    /// <summary>How well they are linked.</summary>
    public PairScores Links { get; init; } = PairScores.None;

    /// <summary>Why what the node says could not be read; null when it could. Such a node offers nothing of this vendor.</summary>
    public string? Fault { get; init; }
}
