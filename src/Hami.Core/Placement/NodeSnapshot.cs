using Hami.Core.Devices;

namespace Hami.Core.Placement;

/// <summary>The devices of one node and what is taken of them, at one version; never changes once made.</summary>
public sealed class NodeSnapshot
{
    private readonly NodeInventory inventory;
    private readonly DeviceUsage[] usage;
    private readonly bool[] tainted;
    private readonly MigPlacement[][] instances;

    internal NodeSnapshot(
        NodeInventory inventory, long version, VendorDevices[] vendors, DeviceUsage[] usage, bool[] tainted, MigPlacement[][] instances)
    {
        this.inventory = inventory;
        Version = version;
        Vendors = vendors;
        this.usage = usage;
        this.tainted = tainted;
        this.instances = instances;
        Score = Scores.OfNode(inventory.Devices, usage);
    }

    /// <summary>The node.</summary>
    public Node Node => inventory.Node;

    /// <summary>Number of this state; a later one is larger.</summary>
    public long Version { get; }

    /// <summary>All devices, vendor after vendor, each in the order of registration.</summary>
    public ReadOnlySpan<Device> Devices => inventory.Devices;

    /// <summary>What is taken of each device.</summary>
    public ReadOnlySpan<DeviceUsage> Usage => usage;

    /// <summary>The load of the whole node before any further pod (control-plane.md §6.7).</summary>
    public float Score { get; }

    /// <summary>Why some or all of what the node says could not be used.</summary>
    public IReadOnlyList<string> Faults => inventory.Faults;

    /// <summary>The devices by vendor.</summary>
    internal VendorDevices[] Vendors { get; }

    /// <summary>What the node offers.</summary>
    internal NodeInventory Inventory => inventory;

    /// <summary>Whether the device works and what stands on it is known (control-plane.md §6.2).</summary>
    public bool IsUsable(int device) => inventory.Devices[device].IsHealthy && !tainted[device];

    /// <summary>Whether an operator has taken the device out.</summary>
    public bool IsCordoned(int device) => inventory.Cordoned[device];

    /// <summary>The hardware instances that stand on a device.</summary>
    public ReadOnlySpan<MigPlacement> InstancesOn(int device) => instances[device];

    /// <summary>The vendor's devices, null when the node has none.</summary>
    internal VendorDevices? Of(string vendor)
    {
        foreach (var candidate in Vendors)
        {
            if (candidate.Vendor == vendor) return candidate;
        }

        return null;
    }
}
