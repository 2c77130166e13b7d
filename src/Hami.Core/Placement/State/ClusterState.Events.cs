using Hami.Core.Devices;
using Hami.Core.Protocol;
using Hami.Core.Requests;

namespace Hami.Core.Placement.State;

/// <content>What the watches tell.</content>
public partial class ClusterState
{
    /// <summary>Told of a pod whose record of devices can't be read: it is not accounted for.</summary>
    public Action<Pod, string>? PodFault { get; set; }

    /// <summary>All nodes there are.</summary>
    public void NodesListed(IReadOnlyCollection<Node> all)
    {
        lock (gate)
        {
            var names = all.Select(static node => node.Name).ToHashSet();
            foreach (var name in nodes.Keys.Where(name => !names.Contains(name)).ToArray()) RemoveNode(name);
            foreach (var node in all) PutNode(node);
        }
    }

    /// <summary>A node was added or changed.</summary>
    public void NodeUpserted(Node node)
    {
        lock (gate) PutNode(node);
    }

    /// <summary>A node is gone.</summary>
    public void NodeDeleted(string name)
    {
        lock (gate) RemoveNode(name);
    }

    /// <summary>All pods there are.</summary>
    public void PodsListed(IReadOnlyCollection<Pod> all)
    {
        lock (gate) ReplacePods(all);
    }

    /// <summary>A pod was added or changed.</summary>
    public void PodUpserted(Pod pod)
    {
        lock (gate) Observe(pod);
    }

    /// <summary>
    /// A pod as a read shows it that the watch has not shown: enough to bind it, and forgotten when that comes to nothing. It is not
    /// taken for news of the watch, which may have shown its end already.
    /// </summary>
    public void PodRead(Pod pod)
    {
        lock (gate)
        {
            if (knownGone.Contains(pod.Uid)) return;
            var entry = EntryOf(pod.Namespace, pod.Name, pod.Uid);
            if (entry is { IsObserved: false, IsGone: false } && pod.NodeName is null) entry.Pending = pod;
        }
    }

    /// <summary>A pod is gone.</summary>
    public void PodDeleted(string uid)
    {
        lock (gate)
        {
            knownGone.Remove(uid);
            if (pods.TryGetValue(uid, out var entry)) RemovePod(entry);
        }
    }

    /// <summary>All quotas there are.</summary>
    public void QuotasListed(IReadOnlyCollection<ResourceQuota> all)
    {
        lock (gate)
        {
            quota.Replace(all);
            Freed?.Invoke();
        }
    }

    /// <summary>A quota was added or changed.</summary>
    public void QuotaUpserted(ResourceQuota changed)
    {
        lock (gate)
        {
            quota.Set(changed);
            Freed?.Invoke();
        }
    }

    /// <summary>A quota is gone.</summary>
    public void QuotaDeleted(string ns, string name)
    {
        lock (gate)
        {
            quota.Remove(ns, name);
            Freed?.Invoke();
        }
    }

    private void PutNode(Node node)
    {
        var entry = nodes.GetOrAdd(node.Name, static name => new NodeEntry(name));
        if (entry.Inventory is { } known && NodeChange.IsSame(known.Node, node)) return;
        var isSelected = settings.NodeSelector.All(label => node.Labels.GetValueOrDefault(label.Key) == label.Value);
        entry.Inventory = isSelected ? NodeInventory.Read(node, vendors) : null;
        entry.Rebuild();
        Freed?.Invoke();
    }

    // Its pods' events come on their own; a node that comes back finds what still stands on it.
    private void RemoveNode(string name)
    {
        if (!nodes.TryGetValue(name, out var entry)) return;
        entry.Inventory = null;
        entry.Rebuild();
        if (entry.Pods.Count == 0) nodes.TryRemove(name, out _);
    }

    private void ReplacePods(IReadOnlyCollection<Pod> all)
    {
        var living = all.Select(static pod => pod.Uid).ToHashSet();
        knownGone.IntersectWith(living);
        foreach (var entry in pods.Values.Where(entry => entry.IsObserved && !living.Contains(entry.Uid)).ToArray()) RemovePod(entry);
        foreach (var pod in all) Observe(pod);
    }

    private void Observe(Pod pod)
    {
        if (knownGone.Contains(pod.Uid)) return;
        var entry = EntryOf(pod.Namespace, pod.Name, pod.Uid);
        if (entry.IsGone) return; // a UID never comes back: this is older news
        entry.IsObserved = true;
        uids[(pod.Namespace, pod.Name)] = pod.Uid;
        entry.IsInitOver |= pod.InitContainersCompleted;
        entry.HasEnded |= pod.HasEnded;
        if (pod.NodeName is { Length: > 0 } node)
        {
            // One Binding has landed; another may be on its way still.
            if (entry is { NodeName: null, Reservation: { } landed }) entry.Reservation = landed.Sent > 1 ? landed with { Sent = landed.Sent - 1 } : null;
            entry.NodeName = node;
            entry.Pending = null;
            if (entry.Recorded.IsEmpty || entry.Recorded.AwaitsInstances) entry.Recorded = ReadRecord(pod);
        }
        else if (entry.NodeName is null)
        {
            // A pod that was once seen bound stays bound: an event that says otherwise is older.
            entry.Pending = pod;
            if (entry.Reservation is { IsPinned: false } held && IsReportedUnschedulable(pod, held)) entry.Reservation = null;
        }

        if (entry is { HasEnded: true, Reservation.IsPinned: false }) entry.Reservation = null;
        Recharge(entry);
    }

    private static bool IsReportedUnschedulable(Pod pod, Reservation held) =>
        pod.UnschedulableReport is { } report
        && report != held.ReportBefore
        && !(ulong.TryParse(pod.ResourceVersion, out var seen) && ulong.TryParse(held.VersionBefore, out var before) && seen <= before);

    private PodUsage ReadRecord(Pod pod)
    {
        try
        {
            return PodUsage.FromAnnotations(pod, vendors);
        }
        catch (MalformedException malformed)
        {
            PodFault?.Invoke(pod, malformed.Message);
            return PodUsage.Nothing;
        }
    }

    private void RemovePod(PodEntry entry)
    {
        entry.IsGone = true;
        entry.NodeName = null;
        entry.Pending = null;
        entry.Recorded = PodUsage.Nothing;
        if (uids.GetValueOrDefault((entry.Namespace, entry.Name)) == entry.Uid) uids.Remove((entry.Namespace, entry.Name));
        // A Binding that may still land keeps its shares, and so does one that has landed unseen: on servers that ignore the UID it may
        // have reached a successor of the same name.
        if (entry.Reservation is { IsPinned: false }) entry.Reservation = null;
        Recharge(entry);
        Forget(entry);
    }

    private void Forget(PodEntry entry)
    {
        if (entry.Reservation is null && (entry.IsGone || !entry.IsObserved)) pods.Remove(entry.Uid);
    }

    private PodEntry EntryOf(string ns, string name, string uid)
    {
        if (pods.TryGetValue(uid, out var entry)) return entry;
        entry = new PodEntry(ns, name, uid);
        pods.Add(uid, entry);
        return entry;
    }

    // The one place where node and quota are charged: whatever happened to the pod, this makes both follow.
    private void Recharge(PodEntry entry)
    {
        var (node, usage) = entry switch
        {
            { NodeName: { } bound, HasEnded: false } => (bound, entry.Recorded),
            { Reservation: { } reservation } => (reservation.Placement.NodeName, reservation.Placement.Usage),
            _ => (null, PodUsage.Nothing),
        };
        if (usage.IsEmpty) node = null;
        var charge = node is null ? default : new PodCharge(usage, entry.IsInitOver && entry.NodeName is not null);
        if (entry.ChargedNode == node && entry.Charge == charge) return;

        var before = entry.ChargedNode;
        if (before is not null)
        {
            quota.Release(entry.Namespace, entry.Charge);
            var old = nodes[before];
            old.Pods.Remove(entry.Uid);
            if (before != node) old.Rebuild();
            if (old is { Inventory: null, Pods.Count: 0 }) nodes.TryRemove(before, out _);
        }

        entry.ChargedNode = node;
        entry.Charge = charge;
        if (node is not null)
        {
            quota.Charge(entry.Namespace, charge);
            var now = nodes.GetOrAdd(node, static name => new NodeEntry(name));
            now.Pods[entry.Uid] = charge;
            now.Rebuild();
        }

        if (before is not null) Freed?.Invoke();
    }
}
