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
            var held = entry!.Reservation ?? new Reservation(placement, fence.Term, now, null, "");
            entry.Reservation = held with
            {
                Placement = placement,
                Phase = ReservationPhase.Unsettled,
                BindingsSent = held.BindingsSent + 1,
                BindDeadline = deadline,
            };
            return start;
        }
    }

    /// <summary>Records what the API server made of the Binding.</summary>
    public void SettleBind(string uid, BindOutcome outcome)
    {
        lock (gate)
        {
            if (!pods.TryGetValue(uid, out var entry) || entry.Reservation is not { IsPinned: true } reservation) return;
            switch (outcome)
            {
                case BindOutcome.Accepted:
                    entry.Reservation = reservation with { Phase = ReservationPhase.Accepted };
                    break;
                case BindOutcome.Refused when reservation.BindingsSent > 1:
                    // Only this one is off the table: one that was sent before it may still land.
                    entry.Reservation = reservation with { BindingsSent = reservation.BindingsSent - 1 };
                    break;
                case BindOutcome.Refused:
                    EndReservation(entry);
                    break;
                default:
                    // It stays as it is until the watch or a read tells.
                    break;
            }
        }
    }

    /// <summary>Settles an unknown outcome by a read from the quorum that was begun after the Binding's deadline.</summary>
    /// <param name="uid">The pod's UID.</param>
    /// <param name="current">What stands under the pod's name now, null for nothing.</param>
    /// <param name="now">When the read was begun.</param>
    public void SettleByRead(string uid, Pod? current, DateTimeOffset now)
    {
        lock (gate)
        {
            if (!pods.TryGetValue(uid, out var entry) || entry.Reservation is not { Phase: ReservationPhase.Unsettled } reservation) return;
            if (current is not null && current.Uid == uid && current.NodeName is not null) Observe(current);
            else if (now >= reservation.BindDeadline) EndReservation(entry);
        }
    }

    /// <summary>Pods whose Binding has no known outcome though its deadline is over: a read from the quorum will settle them.</summary>
    public IReadOnlyList<(string Namespace, string Name, string Uid)> Unsettled(DateTimeOffset now)
    {
        lock (gate)
        {
            return
            [
                .. pods.Values
                    .Where(entry => entry.Reservation is { Phase: ReservationPhase.Unsettled } reservation && now >= reservation.BindDeadline)
                    .Select(static entry => (entry.Namespace, entry.Name, entry.Uid)),
            ];
        }
    }

    /// <summary>Ends reservations that are too old.</summary>
    public void Lapse(DateTimeOffset now)
    {
        lock (gate)
        {
            foreach (var entry in pods.Values.Where(entry => entry.Reservation is { IsPinned: false } held && now - held.TakenAt >= settings.ReservationTimeout).ToArray())
                EndReservation(entry);
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

            EndReservation(entry);
        }

        return TakeAnew(entry, request.Node, fence, now, out refusal);
    }

    private BindStart Prepare(BindRequest request, Fence fence, DateTimeOffset now, DateTimeOffset deadline, out PodEntry? entry)
    {
        if (!pods.TryGetValue(request.Uid, out entry) || !entry.IsObserved)
        {
            return uids.TryGetValue((request.Namespace, request.Name), out var successor) && successor != request.Uid
                ? BindStart.Refuse($"pod {request.Namespace}/{request.Name} now has UID {successor}: the decision was made for {request.Uid}")
                : BindStart.Refuse($"pod {request.Namespace}/{request.Name} with UID {request.Uid} is not known", isUnknownPod: true);
        }

        if (entry.Namespace != request.Namespace || entry.Name != request.Name)
            return BindStart.Refuse($"UID {request.Uid} is pod {entry.Namespace}/{entry.Name}, not {request.Namespace}/{request.Name}");
        if (entry.IsGone || entry.HasEnded) return BindStart.Refuse($"pod {entry.Namespace}/{entry.Name} is gone");
        if (entry.NodeName is { } bound) return BindStart.Refuse($"pod {entry.Namespace}/{entry.Name} is already bound to node {bound}");
        return PlacementForBind(entry, request, fence, now, out var refusal) is { } placement
            ? new BindStart { Placement = placement, Deadline = deadline }
            : BindStart.Refuse(refusal);
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

    private void EndReservation(PodEntry entry)
    {
        entry.Reservation = null;
        Recharge(entry);
        Forget(entry);
    }
}
