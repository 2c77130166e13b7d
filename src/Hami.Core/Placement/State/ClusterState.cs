using System.Buffers;
using System.Collections.Concurrent;
using Hami.Core.Placement.Fitting;
using Hami.Core.Placement.Policies;
using Hami.Core.Placement.Quota;
using Hami.Core.Placement.Reasons;
using Hami.Core.Protocol;
using Hami.Core.Requests;

namespace Hami.Core.Placement.State;

/// <summary>
/// The cluster as placement sees it, kept up to date by events: nodes, what stands on them, reservations and quotas.
/// Decisions read immutable snapshots without a lock; a decision is committed under the gate only if its node's snapshot is
/// still the one that was read, so that no two pods are ever given the same share. Time comes as an argument.
/// </summary>
public partial class ClusterState
{
    private const int MostConflicts = 1000;

    private readonly Lock gate = new();
    private readonly VendorSet vendors;
    private readonly StateSettings settings;
    private readonly ConcurrentDictionary<string, NodeEntry> nodes = new(NameComparer.Instance);
    private readonly ConcurrentDictionary<string, NodeEntry>.AlternateLookup<ReadOnlySpan<byte>> nodesByBytes;
    private readonly Dictionary<string, PodEntry> pods = [];
    private readonly Dictionary<(string Namespace, string Name), string> uids = [];
    private readonly QuotaLedger quota;

    // UIDs whose end a read has shown before the watch: what the watch still tells of them is old, until it tells of their end.
    private readonly HashSet<string> knownGone = [];

    // kube-scheduler offers about as many nodes each time: room for as many saves growing.
    private int candidatesBefore;

    /// <summary>Starts empty.</summary>
    public ClusterState(VendorSet vendors, StateSettings settings)
    {
        this.vendors = vendors;
        this.settings = settings;
        quota = new QuotaLedger(vendors);
        nodesByBytes = nodes.GetAlternateLookup<ReadOnlySpan<byte>>();
    }

    /// <summary>Told whenever something was given back or added, so that a pod that was refused may fit now. Called under the gate: must be quick.</summary>
    public Action? Freed { get; set; }

    /// <summary>The vendors in use.</summary>
    public VendorSet Vendors => vendors;

    /// <summary>A set of candidates to be filled.</summary>
    public Candidates NewCandidates() => new(this, Volatile.Read(ref candidatesBefore));

    /// <summary>Every node that offers devices.</summary>
    public Candidates AllNodes()
    {
        var all = new Candidates(this, nodes.Count);
        foreach (var node in nodes.Values.Where(static node => node.Inventory is not null).OrderBy(static node => node.Name, StringComparer.Ordinal)) all.Known.Add(node);
        return all;
    }

    /// <summary>The newest snapshot of a node, null when it offers nothing.</summary>
    public NodeSnapshot? SnapshotOf(string node) => FindNode(node)?.Snapshot;

    internal NodeEntry? FindNode(string name) => nodes.GetValueOrDefault(name);

    internal NodeEntry? FindNode(ReadOnlySpan<byte> name) => nodesByBytes.TryGetValue(name, out var node) ? node : null;

    /// <summary>Chooses a node for a pod and reserves its shares (the extender's filter).</summary>
    /// <param name="pod">The pod as kube-scheduler sees it.</param>
    /// <param name="candidates">The nodes that it offers.</param>
    /// <param name="fence">The right to place.</param>
    /// <param name="now">The time.</param>
    public FilterOutcome Filter(Pod pod, Candidates candidates, Fence fence, DateTimeOffset now)
    {
        if (ReadAsk(pod, out var ask) is { } early) return early;
        if (GiveUpReservation(pod, candidates) is { } same) return same;
        for (var conflicts = 0; conflicts < MostConflicts; conflicts++)
        {
            var outcome = Decide(ask!, candidates);
            if (outcome.Kind != FilterKind.Placed || TryReserve(ask!.Pod, outcome.Placement!, fence, now)) return outcome;
        }

        return Fail($"pod {pod.FullName}: its nodes changed {MostConflicts} times while it was placed; it will be tried again");
    }

    /// <summary>Chooses a node without reserving anything: a pure function of snapshots, request and policy.</summary>
    public FilterOutcome Decide(Pod pod, Candidates candidates) => ReadAsk(pod, out var ask) ?? Decide(ask!, candidates);

    /// <summary>Whether some candidate would take the pod: for those who ask of many pods again and again, and don't want to know why not.</summary>
    public bool WouldFit(Pod pod, Candidates candidates)
    {
        if (ReadAsk(pod, out var ask) is not null) return false;
        var fit = new NodeFit(ask!, vendors, RoomOf(pod.Namespace));
        return candidates.Known.Exists(node => node.Snapshot is { } snapshot && !fit.IsHopeless(snapshot) && fit.TryPlace(snapshot, out _, wantReason: false));
    }

    /// <summary>Tells for each candidate whether the pod fits, and if not why, down to its devices.</summary>
    /// <exception cref="MalformedException">The pod's request or an annotation of it can't be read.</exception>
    public IReadOnlyList<NodeExplanation> Explain(Pod pod, Candidates candidates)
    {
        var ask = PodAsk.Read(pod, vendors, settings.Defaults);
        if (ask.Requests.Violations.Count > 0) throw new MalformedException(string.Join("; ", ask.Requests.Violations));
        var fit = new NodeFit(ask, vendors, RoomOf(pod.Namespace));
        var result = new List<NodeExplanation>(candidates.Count);
        foreach (var node in candidates.Known)
        {
            var faults = node.Inventory?.Faults ?? [];
            if (node.Snapshot is not { } snapshot)
            {
                result.Add(new NodeExplanation(node.Name, false, 0, NodeReason.Unregistered, [], faults));
                continue;
            }

            var devices = new List<DeviceReason>();
            var fits = fit.TryPlace(snapshot, out var reason, explanation: devices);
            result.Add(new NodeExplanation(node.Name, fits, fits ? fit.Result().Score : 0, reason, fits ? [] : devices, faults));
        }

        result.AddRange(candidates.Unknown.Select(static name => new NodeExplanation(name, false, 0, NodeReason.Unregistered, [], [])));
        return result;
    }

    /// <summary>What a namespace's quotas leave, by vendor key.</summary>
    public IReadOnlyDictionary<string, QuotaRoom> RoomOf(string ns)
    {
        lock (gate) return quota.RoomOf(ns);
    }

    /// <summary>Reads the request; an outcome when there is nothing to decide.</summary>
    internal FilterOutcome? ReadAsk(Pod pod, out PodAsk? ask)
    {
        try
        {
            ask = PodAsk.Read(pod, vendors, settings.Defaults);
        }
        catch (MalformedException malformed)
        {
            ask = null;
            return Fail(malformed.Message);
        }

        if (ask.Requests.Violations.Count > 0) return Fail($"pod {pod.FullName}: {string.Join("; ", ask.Requests.Violations)}");
        return ask.Requests.AsksForDevices ? null : new FilterOutcome { Kind = FilterKind.PassedThrough };
    }

    /// <summary>Chooses a node. Nodes are tried in the order of their scores until one fits, unless shares themselves score.</summary>
    internal FilterOutcome Decide(PodAsk ask, Candidates candidates)
    {
        var count = candidates.Known.Count;
        Volatile.Write(ref candidatesBefore, count);
        var seen = ArrayPool<NodeSnapshot?>.Shared.Rent(count);
        var heap = ArrayPool<(float, int)>.Shared.Rent(count);
        try
        {
            for (var i = 0; i < count; i++) seen[i] = candidates.Known[i].Snapshot;
            return Decide(ask, candidates, seen.AsSpan(0, count), new NodeQueue(heap, ask.NodePolicy == NodePolicy.Binpack));
        }
        finally
        {
            ArrayPool<NodeSnapshot?>.Shared.Return(seen, clearArray: true);
            ArrayPool<(float, int)>.Shared.Return(heap);
        }
    }

    private FilterOutcome Decide(PodAsk ask, Candidates candidates, ReadOnlySpan<NodeSnapshot?> seen, NodeQueue queue)
    {
        var fit = new NodeFit(ask, vendors, RoomOf(ask.Pod.Namespace));
        for (var i = 0; i < seen.Length; i++)
        {
            if (seen[i] is { } snapshot && !fit.IsHopeless(snapshot)) queue.Add(snapshot.Score, i);
        }

        queue.Order();
        var passedOver = 0;
        var mustTryAll = ask.Vendors.Any(key => vendors.Find(key)!.ScoresNodes);
        PodPlacement? best = null;
        while (queue.TryTake(out var next))
        {
            if (!fit.TryPlace(seen[next]!, out _, wantReason: false))
            {
                passedOver++;
                continue;
            }

            var placement = fit.Result();
            if (best is null || (ask.NodePolicy == NodePolicy.Binpack ? placement.Score > best.Score : placement.Score < best.Score)) best = placement;
            if (!mustTryAll) break;
        }

        return best is not null
            ? new FilterOutcome { Kind = FilterKind.Placed, Placement = best, PassedOver = passedOver }
            : new FilterOutcome { Kind = FilterKind.Refused, Refusals = Refusals(fit, candidates, seen) };
    }

    /// <summary>Commits a decision if its node is still as it was when it was made and the quota still allows it.</summary>
    internal bool TryReserve(Pod pod, PodPlacement placement, Fence fence, DateTimeOffset now)
    {
        lock (gate)
        {
            if (FindNode(placement.NodeName) is not { } node || !IsCurrent(node, placement.Basis)) return false;
            if (!quota.Allows(pod.Namespace, placement.Usage)) return false;
            var entry = EntryOf(pod.Namespace, pod.Name, pod.Uid);
            if (entry.Reservation is { IsPinned: true } || entry.NodeName is not null) return false;
            entry.Reservation = new Reservation(placement, fence.Term, now, pod.UnschedulableReport, pod.ResourceVersion);
            Recharge(entry);
            return true;
        }
    }

    /// <summary>The comparison of compare-and-swap.</summary>
    internal virtual bool IsCurrent(NodeEntry node, NodeSnapshot basis) => ReferenceEquals(node.Snapshot, basis);

    private static FilterOutcome Fail(string error) => new() { Kind = FilterKind.Failed, Error = error };

    private static List<NodeRefusal> Refusals(NodeFit fit, Candidates candidates, ReadOnlySpan<NodeSnapshot?> seen)
    {
        var refusals = new List<NodeRefusal>(candidates.Count);
        for (var i = 0; i < seen.Length; i++)
        {
            var reason = NodeReason.Unregistered;
            if (seen[i] is { } snapshot) fit.TryPlace(snapshot, out reason);
            refusals.Add(new NodeRefusal(candidates.Known[i].Name, reason));
        }

        foreach (var name in candidates.Unknown) refusals.Add(new NodeRefusal(name, NodeReason.Unregistered));
        return refusals;
    }

    // A pod that is filtered again gives up what it held, unless a Binding of it may still land: then only that very placement will do.
    internal FilterOutcome? GiveUpReservation(Pod pod, Candidates candidates)
    {
        lock (gate)
        {
            if (!pods.TryGetValue(pod.Uid, out var entry)) return null;
            if (entry.NodeName is { } bound) return Fail($"pod {pod.FullName} is already bound to node {bound}");
            if (entry.Reservation is not { } reservation) return null;
            if (!reservation.IsPinned)
            {
                EndReservation(entry);
                return null;
            }

            if (candidates.Known.Exists(node => node.Name == reservation.Placement.NodeName))
                return new FilterOutcome { Kind = FilterKind.Placed, Placement = reservation.Placement };
            return Fail($"pod {pod.FullName}: the outcome of its Binding to node {reservation.Placement.NodeName} is not known yet, and that node is not offered");
        }
    }
}
