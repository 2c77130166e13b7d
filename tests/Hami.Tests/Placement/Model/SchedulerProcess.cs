using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using Hami.Core.Placement;
using Hami.Core.Placement.State;
using Hami.Core.Requests;

namespace Hami.Tests.Placement.Model;

/// <summary>One scheduler process: the real <see cref="ClusterState"/>, driven step by step.</summary>
internal sealed class SchedulerProcess
{
    /// <summary>A decision stands, uncommitted.</summary>
    public const int Open = 0;

    /// <summary>The call has ended without a node.</summary>
    public const int Ended = 1;

    /// <summary>From here on: a node, or the number of a placement.</summary>
    public const int First = 2;

    private static readonly DateTimeOffset Start = DateTimeOffset.UnixEpoch.AddYears(50);
    private readonly Scenario scenario;
    private readonly Placements placements;
    private readonly Orders orders;
    private readonly ClusterState state;
    private readonly SortedDictionary<string, (PodAsk Ask, PodPlacement Placement)> open = new(StringComparer.Ordinal);
    private int ticks;

    public SchedulerProcess(Scenario scenario, Placements placements, Orders orders)
    {
        this.scenario = scenario;
        this.placements = placements;
        this.orders = orders;
        state = scenario.NewState(Scenario.Vendors, scenario.Settings);
        state.NodesListed([.. Enumerable.Range(0, scenario.Nodes).Select(scenario.Node)]);
    }

    public ClusterState State => state;

    private DateTimeOffset Now => Start.AddSeconds(ticks);

    public int Execute(Call call)
    {
        switch (call.Kind)
        {
            case CallKind.List:
                state.PodsListed(Listed(call));
                return Ended;
            case CallKind.BeginTerm:
                state.BeginTerm(Listed(call));
                open.Clear();
                return Ended;
            case CallKind.Show:
                if (call.Version.IsDeleted) state.PodDeleted(Uid(call.Name, call.Incarnation));
                else state.PodUpserted(Pod(call.Name, call.Version));
                return Ended;
            case CallKind.Read:
                state.PodRead(Pod(call.Name, call.Version));
                return Ended;
            case CallKind.Decide:
                return Decide(call);
            case CallKind.Commit:
                return Commit(call);
            case CallKind.BeginBind:
                return BeginBind(call);
            case CallKind.Settle:
                state.SettleBind(Uid(call.Name, call.Incarnation), (BindOutcome)call.Outcome);
                return Ended;
            case CallKind.SettleByRead:
                state.SettleByRead(Uid(call.Name, call.Incarnation), call.HasVersion ? Pod(call.Name, call.Version) : null, Now.AddSeconds(-call.Age));
                return Ended;
            case CallKind.Lapse:
                state.Lapse(Now + scenario.Settings.ReservationTimeout + scenario.Settings.ReservationTimeout);
                return Ended;
            default:
                ticks++;
                return Ended;
        }
    }

    /// <summary>UIDs of pods whose Binding is to be settled by a read: bit 2 × name + incarnation.</summary>
    public int Unsettled() => state.Unsettled(Now).Sum(static pod => 1 << (((pod.Uid[1] - '0') * 2) + (pod.Uid[3] - '0')));

    /// <summary>All that the further behaviour depends on, as lines in order of text; times relative to now.</summary>
    public string Fingerprint()
    {
        var lines = new List<string>();
        foreach (var uid in KnownGone(state)) lines.Add($"gone {uid}");
        foreach (var (key, uid) in Uids(state)) lines.Add($"name {key.Name} is {uid}");
        foreach (var node in Nodes(state).Values)
        {
            if (node.Snapshot is not { } snapshot) continue;
            var usage = new StringBuilder();
            for (var i = 0; i < snapshot.Devices.Length; i++) usage.Append(CultureInfo.InvariantCulture, $" {snapshot.Usage[i].Slots}/{snapshot.Usage[i].Memory}/{snapshot.Usage[i].Cores}");
            lines.Add($"node {node.Name}{usage} of {node.Pods.Count}");
        }

        foreach (var pod in Pods(state).Values)
        {
            lines.Add(
                $"pod {pod.Uid} {(pod.IsObserved ? "seen" : "unseen")}{(pod.IsGone ? " gone" : "")}{(pod.HasEnded ? " ended" : "")}"
                + $" on {pod.NodeName} with {Describe(pod.Recorded)}, pending {pod.Pending?.ResourceVersion} {pod.Pending?.UnschedulableReport},"
                + $" charged {pod.ChargedNode} {Describe(pod.Charge.Usage)}, {Describe(pod.Reservation)}");
        }

        foreach (var (uid, (ask, placement)) in open)
            lines.Add($"open {uid} {ask.Pod.ResourceVersion} {ask.Pod.UnschedulableReport} {Describe(placement)} {(ReferenceEquals(state.SnapshotOf(placement.NodeName), placement.Basis) ? "current" : "stale")}");
        if (state is IRemembersPlacements memory) lines.AddRange(memory.Placements.Select(static entry => $"remembers {entry.Key} {Describe(entry.Value)}"));
        lines.Sort(StringComparer.Ordinal);
        return string.Join('\n', lines);
    }

    /// <summary>What is charged, and which pods are known, without what only the way there could tell: memories, and UIDs that the next list will clear.</summary>
    public string Standing() => string.Join('\n', Fingerprint().Split('\n').Where(static line =>
        !line.StartsWith("remembers", StringComparison.Ordinal) && !line.StartsWith("gone", StringComparison.Ordinal)));

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "pods")]
    internal static extern ref Dictionary<string, PodEntry> Pods(ClusterState state);

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "knownGone")]
    internal static extern ref HashSet<string> KnownGone(ClusterState state);

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "uids")]
    internal static extern ref Dictionary<(string Namespace, string Name), string> Uids(ClusterState state);

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "nodes")]
    internal static extern ref System.Collections.Concurrent.ConcurrentDictionary<string, NodeEntry> Nodes(ClusterState state);

    private static string Uid(int name, int incarnation) => $"P{name}.{incarnation}";

    private static string Describe(PodUsage? usage) =>
        usage is null ? "" : string.Join('+', usage.Charges.Select(static charge => $"{charge.DeviceId}/{charge.Peak.Slots}/{charge.Peak.Memory}/{charge.Peak.Cores}"));

    // In order: the annotations tell it too.
    private static string Describe(PodPlacement placement) =>
        $"{placement.NodeName} {string.Join('+', placement.SharesOf("NVIDIA").SelectMany(static shares => shares).Select(static share => $"{share.DeviceId}/{share.Memory}/{share.Cores}"))}";

    private string Describe(Reservation? held) => held is null
        ? "free"
        : $"holds {Describe(held.Placement)} term {held.Term}"
          + (held.IsPinned ? $" sent {held.Sent} until {Math.Max(-1, (held.BindDeadline - Now).TotalSeconds)}" : "")
          + $" since {held.VersionBefore} {held.ReportBefore}";

    private Pod Pod(int name, PodVersion version) => new()
    {
        Namespace = "d",
        Name = $"P{name}",
        Uid = Uid(name, version.Incarnation),
        ResourceVersion = $"{version.ResourceVersion}",
        NodeName = version.Placement > 0 ? $"N{placements.NodeOf(version.Placement)}" : null,
        Annotations = version.Placement > 0 ? placements.AnnotationsOf(version.Placement) : new Dictionary<string, string>(),
        UnschedulableReport = version.IsReported ? "reported" : null,
        Containers = [scenario.Pods[name].Container],
    };

    private List<Pod> Listed(Call call) =>
        [.. Enumerable.Range(0, scenario.Pods.Length).Where(name => !call.Listed(name).IsDeleted).Select(name => Pod(name, call.Listed(name)))];

    private Candidates Candidates(int order)
    {
        var candidates = state.NewCandidates();
        foreach (var node in orders[order]) candidates.Add($"N{node}");
        return candidates;
    }

    // What Filter does, cut in two where it holds nothing: see ClusterState.Filter.
    private int Decide(Call call)
    {
        var pod = Pod(call.Name, call.Version);
        var candidates = Candidates(call.Order);
        if (state.ReadAsk(pod, out var ask) is not null) return Ended;
        if (state.GiveUpReservation(pod, candidates) is { } same) return same.Kind == FilterKind.Placed ? First + (same.Placement!.NodeName[1] - '0') : Ended;
        return Choose(pod.Uid, ask!, candidates);
    }

    private int Choose(string uid, PodAsk ask, Candidates candidates)
    {
        var outcome = state.Decide(ask, candidates);
        if (outcome.Kind != FilterKind.Placed)
        {
            open.Remove(uid);
            return Ended;
        }

        open[uid] = (ask, outcome.Placement!);
        return Open;
    }

    private int Commit(Call call)
    {
        var uid = Uid(call.Name, call.Incarnation);
        var (ask, placement) = open[uid];
        if (!state.TryReserve(ask.Pod, placement, Fence(call), Now)) return Choose(uid, ask, Candidates(call.Order));
        open.Remove(uid);
        (state as IRemembersPlacements)?.Remember(uid, placement);
        return First + (placement.NodeName[1] - '0');
    }

    private int BeginBind(Call call)
    {
        var start = state.BeginBind(new BindRequest("d", $"P{call.Name}", Uid(call.Name, call.Incarnation), $"N{call.Node}"), Fence(call), Now);
        if (start.Placement is { } placement) return First + placements.NumberOf(placement);
        return start.IsUnknownPod ? Open : Ended;
    }

    private Fence Fence(Call call) => call.Fence switch
    {
        ModelFence.None => Core.Placement.State.Fence.None,
        ModelFence.Sole => Core.Placement.State.Fence.Sole,
        _ => new Fence(true, call.Fence == ModelFence.First ? 1 : 2, Now.AddSeconds(call.Validity)),
    };
}
