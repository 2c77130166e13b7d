using Hami.Core.Requests;

namespace Hami.Core.Placement.Quota;

/// <summary>
/// What namespaces may take of each vendor's memory and cores, and what their pods take (control-plane.md §8.5). Of several
/// quotas on one resource the smallest limit counts (control-plane.md C13). Not thread-safe: its owner guards it.
/// </summary>
public sealed class QuotaLedger
{
    private const string LimitPrefix = "limits.";
    private readonly VendorSet vendors;
    private readonly Dictionary<(string Namespace, string Name), ResourceQuota> quotas = [];
    private readonly Dictionary<(string Namespace, string Resource), long> limits = [];
    private readonly Dictionary<(string Namespace, string Resource), long> used = [];

    /// <summary>Starts empty.</summary>
    public QuotaLedger(VendorSet vendors) => this.vendors = vendors;

    /// <summary>
    /// By namespace and resource what is used, in units after the memory factor, and the limit in request units; a row stays,
    /// at 0, once there was one.
    /// </summary>
    public IEnumerable<(string Namespace, string Resource, long Used, long? Limit)> Rows() =>
        used.Keys.Union(limits.Keys).Select(key => (key.Namespace, key.Resource, used.GetValueOrDefault(key), LimitOf(key.Namespace, key.Resource)));

    /// <summary>The limit of a resource in request units, null when none is set.</summary>
    public long? LimitOf(string ns, string resource) => limits.TryGetValue((ns, resource), out var limit) ? limit : null;

    /// <summary>Adds a quota or replaces it.</summary>
    public void Set(ResourceQuota quota)
    {
        quotas[(quota.Namespace, quota.Name)] = quota;
        Recompute(quota.Namespace);
    }

    /// <summary>Removes a quota.</summary>
    public void Remove(string ns, string name)
    {
        if (quotas.Remove((ns, name))) Recompute(ns);
    }

    /// <summary>Replaces all quotas.</summary>
    public void Replace(IEnumerable<ResourceQuota> all)
    {
        quotas.Clear();
        limits.Clear();
        foreach (var quota in all) quotas[(quota.Namespace, quota.Name)] = quota;
        foreach (var ns in quotas.Keys.Select(static key => key.Namespace).Distinct().ToArray()) Recompute(ns);
    }

    /// <summary>Charges what a pod takes.</summary>
    public void Charge(string ns, PodCharge pod) => Add(ns, pod, 1);

    /// <summary>Gives back what a pod took.</summary>
    public void Release(string ns, PodCharge pod) => Add(ns, pod, -1);

    /// <summary>What is left to a namespace, by vendor key; vendors without a limit are not listed.</summary>
    public IReadOnlyDictionary<string, QuotaRoom> RoomOf(string ns)
    {
        Dictionary<string, QuotaRoom>? rooms = null;
        foreach (var vendor in vendors.All)
        {
            var room = new QuotaRoom(Left(ns, vendor.Description.MemoryResource, vendor.Description.MemoryFactor), Left(ns, vendor.Description.CoreResource, 1));
            if (!room.IsUnlimited) (rooms ??= [])[vendor.Key] = room;
        }

        return rooms ?? Fitting.FitWorkspace.NoQuota;
    }

    /// <summary>Whether what a pod would take at its peak fits, for the vendors whose shares are tested against the quota.</summary>
    public bool Allows(string ns, PodUsage usage)
    {
        foreach (var (key, room) in RoomOf(ns))
        {
            if (!vendors.Find(key)!.Description.ChecksQuota) continue;
            DeviceUsage total = default;
            foreach (var charge in usage.Charges)
            {
                if (charge.Vendor == key) total += charge.Peak;
            }

            if (total.Slots > 0 && !room.Allows(total.Memory, total.Cores)) return false;
        }

        return true;
    }

    private long? Left(string ns, string resource, int factor) =>
        resource.Length > 0 && limits.TryGetValue((ns, resource), out var limit)
            ? limit * Math.Max(factor, 1) - used.GetValueOrDefault((ns, resource))
            : null;

    private void Add(string ns, PodCharge pod, int sign)
    {
        foreach (var charge in pod.Usage.Charges)
        {
            var taken = pod.IsInitOver ? charge.Standing : charge.Peak;
            var description = vendors.Find(charge.Vendor)!.Description;
            AddTo(ns, description.MemoryResource, sign * taken.Memory);
            AddTo(ns, description.CoreResource, sign * taken.Cores);
        }
    }

    private void AddTo(string ns, string resource, long amount)
    {
        if (resource.Length == 0) return;
        used[(ns, resource)] = used.GetValueOrDefault((ns, resource)) + amount;
    }

    private void Recompute(string ns)
    {
        foreach (var key in limits.Keys.Where(key => key.Namespace == ns).ToArray()) limits.Remove(key);
        foreach (var quota in quotas.Values)
        {
            if (quota.Namespace != ns) continue;
            foreach (var (name, quantity) in quota.Hard)
            {
                if (!name.StartsWith(LimitPrefix, StringComparison.Ordinal) || !quantity.TryAsInt64(out var limit)) continue;
                var key = (ns, name[LimitPrefix.Length..]);
                limits[key] = limits.TryGetValue(key, out var known) ? Math.Min(known, limit) : limit;
            }
        }
    }
}
