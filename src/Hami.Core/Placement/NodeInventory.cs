using Hami.Core.Devices;
using Hami.Core.Protocol;

namespace Hami.Core.Placement;

/// <summary>What a node offers: the devices of all vendors, read from the node object once per change of it.</summary>
internal sealed class NodeInventory
{
    private NodeInventory(Node node, Device[] devices, (string Vendor, int First, int Count, PairScores Links)[] vendors, IReadOnlyList<string> faults)
    {
        Node = node;
        Devices = devices;
        Vendors = vendors;
        Faults = faults;
        var cordoned = PodConstraints.List(node.Annotations.GetValueOrDefault(AnnotationKeys.DeviceCordon));
        Cordoned = [.. devices.Select(device => cordoned.Contains(device.Id))];
    }

    public Node Node { get; }

    public Device[] Devices { get; }

    public (string Vendor, int First, int Count, PairScores Links)[] Vendors { get; }

    public bool[] Cordoned { get; }

    /// <summary>Why some or all of what the node says could not be used.</summary>
    public IReadOnlyList<string> Faults { get; }

    public static NodeInventory Read(Node node, VendorSet vendors)
    {
        var devices = new List<Device>();
        var parts = new List<(string, int, int, PairScores)>();
        var faults = new List<string>();
        if (!node.IsReady) faults.Add("the node is not Ready");
        else
        {
            foreach (var vendor in vendors.All)
            {
                var announcement = vendor.Announce(node);
                if (announcement.Fault is { } fault) faults.Add(fault);
                if (announcement.Devices.Count == 0) continue;
                parts.Add((vendor.Key, devices.Count, announcement.Devices.Count, announcement.Links));
                devices.AddRange(announcement.Devices);
            }
        }

        return new NodeInventory(node, [.. devices], [.. parts], faults);
    }

    /// <summary>The state of the node when these pods stand on it (control-plane.md §6.2).</summary>
    /// <param name="version">Number of the state.</param>
    /// <param name="pods">What each pod takes, and whether its init containers are over.</param>
    public NodeSnapshot Snapshot(long version, IEnumerable<PodCharge> pods)
    {
        var usage = new DeviceUsage[Devices.Length];
        var tainted = new bool[Devices.Length];
        List<MigPlacement>?[]? instances = null;
        foreach (var pod in pods)
        {
            foreach (var charge in pod.Usage.Charges)
            {
                var index = IndexOf(charge.DeviceId);
                if (index < 0) continue;
                var taken = pod.IsInitOver ? charge.Standing : charge.Peak;
                usage[index] += taken;
                if (Devices[index].IsMig && !pod.Usage.Instances.Any(instance => instance.GpuUuid == charge.DeviceId)) tainted[index] = true;
            }

            foreach (var instance in pod.Usage.Instances) AddInstance(instance, ref instances, tainted);
        }

        var standing = instances is null ? NoInstances(Devices.Length) : [.. instances.Select(static list => list?.ToArray() ?? [])];
        return new NodeSnapshot(this, version, SumUp(usage, tainted), usage, tainted, standing);
    }

    private static MigPlacement[][] NoInstances(int count)
    {
        var none = new MigPlacement[count][];
        Array.Fill(none, []);
        return none;
    }

    private void AddInstance(MigReservation instance, ref List<MigPlacement>?[]? instances, bool[] tainted)
    {
        var index = IndexOf(instance.GpuUuid);
        if (index < 0)
        {
            // It stands on some device of the node, and which one can't be told.
            for (var i = 0; i < Devices.Length; i++) tainted[i] |= Devices[i].IsMig;
        }
        else if (!Devices[index].IsMig)
        {
            tainted[index] = true;
        }
        else
        {
            instances ??= new List<MigPlacement>?[Devices.Length];
            (instances[index] ??= []).Add(instance.Placement);
        }
    }

    private VendorDevices[] SumUp(DeviceUsage[] usage, bool[] tainted)
    {
        var sums = new VendorDevices[Vendors.Length];
        for (var v = 0; v < Vendors.Length; v++)
        {
            var (vendor, first, count, links) = Vendors[v];
            long memory = -1, cores = -1;
            var hasMig = false;
            for (var i = first; i < first + count; i++)
            {
                hasMig |= Devices[i].IsMig;
                if (!Devices[i].IsHealthy || tainted[i] || Cordoned[i] || usage[i].Slots >= Devices[i].Count) continue;
                memory = Math.Max(memory, Devices[i].Memory - usage[i].Memory);
                cores = Math.Max(cores, Devices[i].Cores - usage[i].Cores);
            }

            sums[v] = new VendorDevices(vendor, first, count, links, hasMig, memory, cores);
        }

        return sums;
    }

    private int IndexOf(string deviceId)
    {
        for (var i = 0; i < Devices.Length; i++)
        {
            if (Devices[i].Id == deviceId) return i;
        }

        return -1;
    }
}
