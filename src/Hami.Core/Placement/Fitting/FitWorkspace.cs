using Hami.Core.Devices;
using Hami.Core.Placement.Quota;
using Hami.Core.Placement.Reasons;

namespace Hami.Core.Placement.Fitting;

/// <summary>
/// The scratch paper for trying one pod on one node after the other. The pod is laid out as the kubelet will run it
/// (KEP 753): init containers one at a time beside the sidecars started before them, then all sidecars and apps together.
/// </summary>
internal sealed class FitWorkspace
{
    private readonly List<(int Device, MigPlacement Place)> instances = [];
    private DeviceUsage[] running = [];
    private DeviceUsage[] trial = [];
    private DeviceUsage[] initPeak = [];
    private DeviceUsage[] standing = [];
    private DeviceUsage[] container = [];
    private float[] scores = [];
    private int[] order = [];
    private NodeSnapshot node = null!;
    private bool isTrial;
    private int trialInstances;

    public FitWorkspace() => Attempt = new FitAttempt(this);

    public FitAttempt Attempt { get; }

    /// <summary>Where reasons per device go, null when nobody wants to know.</summary>
    public List<DeviceReason>? Explanation { get; set; }

    /// <summary>The container that is being tried.</summary>
    public string ContainerName { get; set; } = "";

    /// <summary>What each vendor's quota leaves; looked up by vendor key.</summary>
    public IReadOnlyDictionary<string, QuotaRoom> Quota { get; set; } = NoQuota;

    public ReadOnlySpan<DeviceUsage> CurrentUsage => (isTrial ? trial : running).AsSpan(0, node.Devices.Length);

    public Span<float> CardScores => scores.AsSpan(0, node.Devices.Length);

    /// <summary>The order of the devices as the container before left it; vendors' parts lie apart.</summary>
    public int[] Order => order;

    public static IReadOnlyDictionary<string, QuotaRoom> NoQuota { get; } = new Dictionary<string, QuotaRoom>();

    public void Begin(NodeSnapshot snapshot)
    {
        node = snapshot;
        var count = snapshot.Devices.Length;
        if (running.Length < count)
        {
            var size = Math.Max(16, count);
            running = new DeviceUsage[size];
            trial = new DeviceUsage[size];
            initPeak = new DeviceUsage[size];
            standing = new DeviceUsage[size];
            container = new DeviceUsage[size];
            scores = new float[size];
            order = new int[size];
        }

        snapshot.Usage.CopyTo(running);
        Array.Clear(initPeak, 0, count);
        Array.Clear(standing, 0, count);
        instances.Clear();
        isTrial = false;
        ResetOrder();
    }

    /// <summary>Back to the order of registration.</summary>
    public void ResetOrder()
    {
        for (var i = 0; i < node.Devices.Length; i++) order[i] = i;
    }

    /// <summary>Starts a container. One that ends before the apps start is tried on a copy, so that init containers don't add up.</summary>
    public void BeginContainer(bool endsBeforeApps)
    {
        isTrial = endsBeforeApps;
        trialInstances = instances.Count;
        Array.Clear(container, 0, node.Devices.Length);
        if (isTrial) running.AsSpan(0, node.Devices.Length).CopyTo(trial);
    }

    /// <summary>Charges what was picked for the current container.</summary>
    public void Charge(List<Pick> picks)
    {
        var usage = isTrial ? trial : running;
        foreach (var pick in picks)
        {
            var share = new DeviceUsage(1, pick.Memory, pick.Cores);
            usage[pick.Device] += share;
            container[pick.Device] += share;
            if (pick.Profile is not null) instances.Add((pick.Device, pick.Placement));
        }
    }

    /// <summary>Ends a container.</summary>
    public void EndContainer()
    {
        for (var i = 0; i < node.Devices.Length; i++)
        {
            if (isTrial) initPeak[i] = DeviceUsage.Max(initPeak[i], InitPeakWith(i, container[i]));
            else standing[i] += container[i];
        }

        Array.Clear(container, 0, node.Devices.Length);
        if (isTrial) instances.RemoveRange(trialInstances, instances.Count - trialInstances);
        isTrial = false;
    }

    public bool HasInstance(int device, MigPlacement place)
    {
        foreach (var instance in instances)
        {
            if (instance.Device == device && instance.Place.Overlaps(place)) return true;
        }

        return false;
    }

    public bool AllowedByQuota(string vendor, List<Pick> picks, int candidate, int memory, int cores)
    {
        if (!Quota.TryGetValue(vendor, out var room) || room.IsUnlimited) return true;
        DeviceUsage total = default;
        for (var i = 0; i < node.Devices.Length; i++)
        {
            if (node.Devices[i].Vendor != vendor) continue;
            var now = container[i];
            foreach (var pick in picks)
            {
                if (pick.Device == i) now += new DeviceUsage(1, pick.Memory, pick.Cores);
            }

            if (i == candidate) now += new DeviceUsage(1, memory, cores);
            total += isTrial
                ? DeviceUsage.Max(standing[i], DeviceUsage.Max(initPeak[i], InitPeakWith(i, now)))
                : DeviceUsage.Max(initPeak[i], standing[i] + now);
        }

        return room.Allows(total.Memory, total.Cores);
    }

    // However many shares of an init container stand on a device, they count as one slot (control-plane.md §6.9).
    private DeviceUsage InitPeakWith(int device, DeviceUsage now) =>
        now.Slots == 0 ? default : standing[device] + (now with { Slots = 1 });
}
