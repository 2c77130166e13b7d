namespace Hami.Playground.Clusters;

/// <summary>One node to simulate.</summary>
public sealed record SimulatedNode
{
    /// <summary>Its name.</summary>
    public required string Name { get; init; }

    /// <summary>Labels besides those that every kubelet sets.</summary>
    public required IReadOnlyDictionary<string, string> Labels { get; init; }

    /// <summary>What its agents and its operator write on it: registered devices, links, the way of handover.</summary>
    public required IReadOnlyDictionary<string, string> Annotations { get; init; }

    /// <summary>Taints.</summary>
    public IReadOnlyList<NodeTaint> Taints { get; init; } = [];

    /// <summary>Whether it is cordoned.</summary>
    public bool IsUnschedulable { get; init; }

    /// <summary><c>status.capacity</c>: quantities by resource.</summary>
    public required IReadOnlyDictionary<string, string> Capacity { get; init; }

    /// <summary><c>status.allocatable</c>: the capacity without the shares of broken devices.</summary>
    public required IReadOnlyDictionary<string, string> Allocatable { get; init; }

    /// <summary>The device plugins that run on it.</summary>
    public required IReadOnlyList<PluginBehaviour> Plugins { get; init; }
}
