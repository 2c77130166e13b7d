namespace Hami.Core.Protocol;

/// <summary>Words of the node and device policies (control-plane.md §6.6, §6.7).</summary>
public static class PolicyWords
{
    /// <summary>Fill what is in use first.</summary>
    public const string Binpack = "binpack";

    /// <summary>Use what is idle first.</summary>
    public const string Spread = "spread";

    /// <summary>Devices only: idle ones, never shared.</summary>
    public const string Mutex = "mutex";

    /// <summary>Devices only: in order of NUMA node.</summary>
    public const string Numa = "numa";

    /// <summary>Devices only: those that are linked best.</summary>
    public const string TopologyAware = "topology-aware";
}
