namespace Hami.Nodes.Local;

/// <summary>What a job writes of itself into its folder. Another user may have written it: nothing of it is believed but what its shares take.</summary>
public sealed record JobRecord
{
    /// <summary>What its user calls it.</summary>
    public string Name { get; init; } = "";

    /// <summary>Its command and arguments.</summary>
    public IReadOnlyList<string> Command { get; init; } = [];

    /// <summary>The process of <c>hami run</c>.</summary>
    public int Pid { get; init; }

    /// <summary>When it asked, or was granted what it has: Unix ms.</summary>
    public long Since { get; init; }

    /// <summary>What it asks.</summary>
    public ShareAsk Ask { get; init; } = new();

    /// <summary>What it was granted; empty while it waits.</summary>
    public IReadOnlyList<LocalShare> Shares { get; init; } = [];

    /// <summary>The simulated node that it runs on: its folder's name; empty for real devices.</summary>
    public string SimulatedNode { get; init; } = "";

    /// <summary>That node's devices as they were asked for.</summary>
    public string SimulatedModels { get; init; } = "";
}
