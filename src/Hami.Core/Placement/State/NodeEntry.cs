namespace Hami.Core.Placement.State;

/// <summary>One node: what it offers, which pods stand on it, and the snapshot made of both. Written under the state's gate, the snapshot read without.</summary>
internal sealed class NodeEntry(string name)
{
    private volatile NodeSnapshot? snapshot;
    private long version;

    public string Name { get; } = name;

    /// <summary>What the node offers; null while the node isn't known or doesn't match the selector.</summary>
    public NodeInventory? Inventory { get; set; }

    /// <summary>What pods take, by UID.</summary>
    public Dictionary<string, PodCharge> Pods { get; } = [];

    /// <summary>The newest state; null when the node offers nothing.</summary>
    public NodeSnapshot? Snapshot => snapshot;

    public void Rebuild() => snapshot = Inventory is { Devices.Length: > 0 } ? Inventory.Snapshot(++version, Pods.Values) : null;
}
