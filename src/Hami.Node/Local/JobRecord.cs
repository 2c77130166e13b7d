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

    /// <summary>Whether it says only what a job may say: shares that take something, on devices whose names can be listed.</summary>
    internal bool IsSound =>
        Name is not null && Command is not null && Ask is { Policy: not null } && SimulatedNode is not null && SimulatedModels is not null
        && Shares is not null && Shares.Count <= ShareAsk.MostGpus && Shares.All(static share => share is { Uuid.Length: > 0, MemoryMiB: > 0, Cores: >= 0 and <= 100 } && share.Uuid.AsSpan().IndexOfAny(",:;") < 0)
        && Command.All(static word => word is not null);
}
