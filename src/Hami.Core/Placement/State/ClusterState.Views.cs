using Hami.Core.Requests;

namespace Hami.Core.Placement.State;

/// <content>What metrics and pages read.</content>
public partial class ClusterState
{
    /// <summary>The newest snapshots of all nodes that offer devices.</summary>
    public IEnumerable<NodeSnapshot> Snapshots => nodes.Values.Select(static node => node.Snapshot).OfType<NodeSnapshot>();

    /// <summary>What each pod takes now.</summary>
    public IReadOnlyList<(string Namespace, string Name, string Node, PodCharge Charge)> Charges()
    {
        lock (gate)
        {
            return
            [
                .. pods.Values
                    .Where(static entry => entry.ChargedNode is not null)
                    .Select(static entry => (entry.Namespace, entry.Name, entry.ChargedNode!, entry.Charge)),
            ];
        }
    }

    /// <summary>What each namespace takes of each resource (units after the memory factor) and its limit (request units, null for none).</summary>
    public IReadOnlyList<(string Namespace, string Resource, long Used, long? Limit)> Quotas()
    {
        lock (gate) return [.. quota.Rows()];
    }

    /// <summary>Pods that ask for devices and are not bound: a Binding of a process before this one may still reach them.</summary>
    public IReadOnlyList<Pod> PendingDevicePods()
    {
        lock (gate) return [.. pods.Values.Select(static entry => entry.Pending).OfType<Pod>().Where(pod => PodRequests.Read(pod, vendors).AsksForDevices)];
    }

    /// <summary>A pod that is known and not bound.</summary>
    public Pod? PendingPod(string uid)
    {
        lock (gate) return pods.GetValueOrDefault(uid)?.Pending;
    }

    /// <summary>Where the pod of this name stands; null when there is none.</summary>
    /// <returns>The node that it is bound to, null for none; and whether something is reserved for it.</returns>
    public (string? Node, bool IsReserved)? StandOf(string ns, string name)
    {
        lock (gate)
        {
            return uids.TryGetValue((ns, name), out var uid) && pods.TryGetValue(uid, out var entry) ? (entry.NodeName, entry.Reservation is not null) : null;
        }
    }

    /// <summary>Whether something is reserved for a pod.</summary>
    public bool HasReservation(string uid)
    {
        lock (gate) return pods.GetValueOrDefault(uid)?.Reservation is not null;
    }

    /// <summary>Whether the watch shows a pod of this name.</summary>
    public bool HasPod(string ns, string name)
    {
        lock (gate) return uids.ContainsKey((ns, name));
    }

    /// <summary>The number of reservations that are not settled by the watch.</summary>
    public int ReservationCount
    {
        get
        {
            lock (gate) return pods.Values.Count(static entry => entry.Reservation is not null);
        }
    }
}
