using Hami.Core.Placement.Fitting;
using Hami.Core.Requests;

namespace Hami.Core.Placement.State;

/// <content>From a reservation to a bound pod.</content>
public partial class ClusterState
{
    /// <summary>
    /// Looks up what a bind of this pod to this node would write, without pinning it: a reservation that has lapsed, or was
    /// never known, is taken anew on that node. Tells which locks are to be taken before <see cref="BeginBind"/>.
    /// </summary>
    public BindStart PrepareBind(BindRequest request, Fence fence, DateTimeOffset now)
    {
        var deadline = now + settings.BindTimeout;
        if (!MayBind(fence, deadline)) return BindStart.Refuse("this replica does not hold the lease long enough to bind");
        lock (gate) return Prepare(request, fence, now, deadline, out _);
    }

    /// <summary>
    /// Decides whether the Binding may be sent, by the same lookup. From here until <see cref="SettleBind"/> nothing but the
    /// watch or a read from the quorum ends the reservation.
    /// </summary>
    public BindStart BeginBind(BindRequest request, Fence fence, DateTimeOffset now)
    {
        var deadline = now + settings.BindTimeout;
        if (!MayBind(fence, deadline)) return BindStart.Refuse("this replica does not hold the lease long enough to bind");
        lock (gate)
        {
            var start = Prepare(request, fence, now, deadline, out var entry);
            if (start.Placement is not { } placement) return start;
            entry!.Reservation = (entry.Reservation ?? new Reservation(placement, fence.Term, now, null, "")) with
            {
                Placement = placement,
                Sent = (entry.Reservation?.Sent ?? 0) + 1,
                BindDeadline = deadline,
            };
            return start;
        }
    }

    /// <summary>
    /// Records what the API server made of one Binding. One that was accepted is settled when the watch shows the pod bound: servers
    /// that ignore the UID may have bound a successor of the same name with it.
    /// </summary>
    public void SettleBind(string uid, BindOutcome outcome)
    {
        lock (gate)
        {
            if (outcome != BindOutcome.Refused || !pods.TryGetValue(uid, out var entry) || entry.Reservation is not { IsPinned: true } reservation) return;
            LoseBinding(entry, reservation);
        }
    }

    /// <summary>
    /// Settles Bindings by a read from the quorum that was begun after their deadline. While the read shows a pod bound that the
    /// watch has not shown so, the shares stay: they are charged to that pod as soon as the watch does.
    /// </summary>
    /// <param name="uid">The pod's UID.</param>
    /// <param name="current">What stands under the pod's name now, null for nothing.</param>
    /// <param name="now">When the read was begun.</param>
    public void SettleByRead(string uid, Pod? current, DateTimeOffset now)
    {
        lock (gate)
        {
            if (!pods.TryGetValue(uid, out var entry) || entry.Reservation is not { IsPinned: true } reservation || now < reservation.BindDeadline) return;
            if (current?.NodeName is not null && pods.GetValueOrDefault(current.Uid)?.NodeName is null) return;
            if (current?.Uid != uid)
            {
                if (!entry.IsGone) knownGone.Add(uid);
                RemovePod(entry);
            }

            EndReservation(entry);
        }
    }

    /// <summary>Pods of which the watch has not shown what became of their Bindings though the deadline is over: a read from the quorum will settle them.</summary>
    public IReadOnlyList<(string Namespace, string Name, string Uid)> Unsettled(DateTimeOffset now)
    {
        lock (gate)
        {
            return
            [
                .. pods.Values
                    .Where(entry => entry.Reservation is { IsPinned: true } reservation && now >= reservation.BindDeadline)
                    .Select(static entry => (entry.Namespace, entry.Name, entry.Uid)),
            ];
        }
    }

    /// <summary>Ends reservations that are too old, and forgets what reads have shown and nothing came of.</summary>
    public void Lapse(DateTimeOffset now)
    {
        lock (gate)
        {
            foreach (var entry in pods.Values.Where(entry => entry.Reservation is { IsPinned: false } held && now - held.TakenAt >= settings.ReservationTimeout).ToArray())
                EndReservation(entry);
            foreach (var entry in pods.Values.Where(static entry => entry is { IsObserved: false, Reservation: null }).ToArray()) Forget(entry);
        }
    }

    /// <summary>
    /// Begins a term: all reservations are void, and the pods are as a read from the quorum shows them that was begun after
    /// the last Binding of the term before could have landed.
    /// </summary>
    public void BeginTerm(IReadOnlyCollection<Pod> all)
    {
        lock (gate)
        {
            VoidReservations();
            ReplacePods(all);
        }
    }

    /// <summary>Ends all reservations, for a caller that has just delivered such a read through <see cref="PodsListed"/>.</summary>
    public void VoidReservations()
    {
        lock (gate)
        {
            foreach (var entry in pods.Values.Where(static entry => entry.Reservation is not null).ToArray()) EndReservation(entry);
        }
    }

    /// <summary>Whether the right to place lasts until the Binding can no longer land.</summary>
    internal virtual bool MayBind(Fence fence, DateTimeOffset deadline) => fence.Holds && deadline <= fence.ValidUntil;

    /// <summary>The reservation, if it stands; else one taken anew on that node.</summary>
    internal virtual PodPlacement? PlacementForBind(PodEntry entry, BindRequest request, Fence fence, DateTimeOffset now, out string refusal)
    {
        refusal = "";
        if (entry.Reservation is { } held)
        {
            if (held.Placement.NodeName == request.Node && held.Term == fence.Term) return held.Placement;
            if (held.IsPinned)
            {
                refusal = $"the outcome of the pod's Binding to node {held.Placement.NodeName} is not known yet";
                return null;
            }

            entry.Reservation = null;
            Recharge(entry);
        }

        return TakeAnew(entry, request.Node, fence, now, out refusal);
    }

    private BindStart Prepare(BindRequest request, Fence fence, DateTimeOffset now, DateTimeOffset deadline, out PodEntry? entry)
    {
        pods.TryGetValue(request.Uid, out entry);
        if (knownGone.Contains(request.Uid)) return BindStart.Refuse($"pod {request.Namespace}/{request.Name} with UID {request.Uid} is gone");
        if (entry is not { IsObserved: true })
        {
            if (uids.TryGetValue((request.Namespace, request.Name), out var successor) && successor != request.Uid)
                return BindStart.Refuse($"pod {request.Namespace}/{request.Name} now has UID {successor}: the decision was made for {request.Uid}");
            if (entry?.Pending is null)
                return BindStart.Refuse($"pod {request.Namespace}/{request.Name} with UID {request.Uid} is not known", isUnknownPod: true);
        }

        if (entry.Namespace != request.Namespace || entry.Name != request.Name)
            return BindStart.Refuse($"UID {request.Uid} is pod {entry.Namespace}/{entry.Name}, not {request.Namespace}/{request.Name}");
        if (entry.IsGone || entry.HasEnded) return BindStart.Refuse($"pod {entry.Namespace}/{entry.Name} is gone");
        if (entry.NodeName is { } bound) return BindStart.Refuse($"pod {entry.Namespace}/{entry.Name} is already bound to node {bound}");
        if (PlacementForBind(entry, request, fence, now, out var refusal) is { } placement) return new BindStart { Placement = placement, Deadline = deadline };
        Forget(entry);
        return BindStart.Refuse(refusal);
    }

    private PodPlacement? TakeAnew(PodEntry entry, string node, Fence fence, DateTimeOffset now, out string refusal)
    {
        refusal = $"pod {entry.Namespace}/{entry.Name}: what it asks for is not known";
        if (entry.Pending is not { } pod) return null;
        if (ReadAsk(pod, out var ask) is { } early)
        {
            refusal = early.Kind == FilterKind.PassedThrough ? $"pod {pod.FullName} asks for no device: it is not ours to bind" : early.Error;
            return null;
        }

        refusal = $"node {node} is not registered";
        if (FindNode(node)?.Snapshot is not { } snapshot) return null;
        var fit = new NodeFit(ask!, vendors, quota.RoomOf(pod.Namespace));
        if (!fit.TryPlace(snapshot, out var reason))
        {
            refusal = $"the reservation has lapsed and the pod no longer fits on node {node}: {reason}";
            return null;
        }

        var placement = fit.Result();
        refusal = $"the reservation has lapsed and the quota of namespace {pod.Namespace} no longer allows it";
        if (!TryReserve(pod, placement, fence, now)) return null;
        refusal = "";
        return placement;
    }

    // One of the Bindings can no longer do anything; the shares are kept for the others.
    private void LoseBinding(PodEntry entry, Reservation reservation)
    {
        if (reservation.Sent > 1) entry.Reservation = reservation with { Sent = reservation.Sent - 1 };
        else EndReservation(entry);
    }

    private void EndReservation(PodEntry entry)
    {
        entry.Reservation = null;
        Recharge(entry);
        Forget(entry);
    }
}
