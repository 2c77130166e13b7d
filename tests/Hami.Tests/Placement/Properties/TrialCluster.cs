using CsCheck;
using Hami.Core.Devices;
using Hami.Core.Placement;
using Hami.Core.Placement.State;
using Hami.Core.Requests;
using Hami.Tests.Placement.Checker;

namespace Hami.Tests.Placement.Properties;

/// <summary>A cluster on which things happen, and what stands on it as texts for the checker.</summary>
internal sealed class TrialCluster
{
    public static readonly DateTimeOffset Now = DateTimeOffset.UnixEpoch.AddYears(50);
    private readonly NodePlan[] plans;
    private readonly (int Broken, int Cordoned, bool IsAway)[] conditions;
    private readonly SortedDictionary<string, Pod> bound = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, (Pod Pod, PodPlacement Placement)> reserved = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, ResourceQuota> quotas = new(StringComparer.Ordinal);
    private int pods;

    public TrialCluster(NodePlan[] plans)
    {
        this.plans = plans;
        conditions = new (int, int, bool)[plans.Length];
        foreach (var node in Nodes()) State.NodeUpserted(node);
    }

    public ClusterState State { get; } = new(Words.Vendors, new StateSettings());

    /// <summary>UID of the pod that the last step has placed.</summary>
    public string? Placed { get; private set; }

    public int PodCount => bound.Count + reserved.Count;

    public IEnumerable<Node> Nodes() => plans.Select((plan, index) => plan.Object(index, conditions[index].Broken, conditions[index].Cordoned, conditions[index].IsAway));

    public IEnumerable<CheckedNode> CheckedNodes() => Nodes().Select(static node =>
        new CheckedNode(node.Name, node.Annotations, node.Capacity.ToDictionary(static entry => entry.Key, static entry => entry.Value.Text)));

    public IEnumerable<CheckedPod> CheckedPods() =>
        bound.Values.Concat(reserved.Values.Select(static held => Bound(held.Pod, held.Placement))).Select(Checked);

    public void Do(Step step)
    {
        Placed = null;
        switch (step.Operation)
        {
            case < 45:
                Place(step.Pod.Object(pods++), step.A, step.B % 10 < 7);
                break;
            case < 53 when reserved.Count > 0:
                Bind(Pick(reserved.Keys, step.A));
                break;
            case < 62 when bound.Count > 0:
                Delete(Pick(bound.Keys, step.A));
                break;
            case < 65 when reserved.Count > 0:
                Delete(Pick(reserved.Keys, step.A));
                break;
            case < 69 when bound.Count > 0:
                Change(step.A, pod => pod with { Phase = step.B % 2 == 0 ? PodPhase.Succeeded : PodPhase.Failed });
                break;
            case < 77 when bound.Count > 0:
                Change(step.A, pod => pod with { Phase = PodPhase.Running, InitContainersCompleted = pod.InitContainers.Any(static container => !container.IsSidecar) });
                break;
            case < 83:
                ChangeNode(step.A, condition => condition with { Broken = condition.Broken ^ (1 << (step.B % 8)) });
                break;
            case < 87:
                ChangeNode(step.A, condition => condition with { Cordoned = condition.Cordoned ^ (1 << (step.B % 8)) });
                break;
            case < 89:
                ChangeNode(step.A, static condition => condition with { IsAway = !condition.IsAway });
                break;
            case < 93:
                ChangeQuota(step.A, step.B);
                break;
            case < 96 when reserved.Count > 0:
                var again = reserved[Pick(reserved.Keys, step.A)].Pod;
                reserved.Remove(again.Uid);
                Place(again, step.B, false);
                break;
            case < 98:
                State.Lapse(Now.AddHours(1));
                reserved.Clear();
                break;
            default:
                State.PodsListed([.. bound.Values]);
                State.NodesListed([.. Nodes()]);
                State.QuotasListed([.. quotas.Values]);
                break;
        }
    }

    public void ReleaseAll()
    {
        foreach (var uid in bound.Keys.Concat(reserved.Keys).ToList()) Delete(uid);
    }

    /// <summary>Another state, told all there is from the beginning.</summary>
    public ClusterState Rebuilt()
    {
        var fresh = new ClusterState(Words.Vendors, new StateSettings());
        fresh.PodsListed([.. bound.Values]);
        fresh.QuotasListed([.. quotas.Values]);
        fresh.NodesListed([.. Nodes()]);
        foreach (var (_, (pod, placement)) in reserved) fresh.PodUpserted(Bound(pod, placement));
        return fresh;
    }

    /// <summary>Units of memory and percent of cores that the pods of a namespace take of devices with an id that begins so, by the checker's arithmetic.</summary>
    public (long Memory, long Cores) TakenBy(string ns, Func<string, bool> isOfVendor)
    {
        var loads = AnnotationChecker.Loads(CheckedPods().Where(pod => pod.FullName.StartsWith(ns + "/", StringComparison.Ordinal))).Where(load => isOfVendor(load.Key)).ToList();
        return (loads.Sum(static load => load.Value.Memory), loads.Sum(static load => load.Value.Cores));
    }

    public string NamespaceOf(string uid) => (bound.TryGetValue(uid, out var pod) ? pod : reserved[uid].Pod).Namespace;

    public IEnumerable<ResourceQuota> QuotasOf(string ns) => quotas.Values.Where(quota => quota.Namespace == ns);

    public Candidates Candidates(int order, ClusterState? state = null, bool mayLeaveOut = true)
    {
        var candidates = (state ?? State).NewCandidates();
        foreach (var index in Enumerable.Range(0, plans.Length).OrderBy(index => unchecked((index + 1) * (order | 1) * 0x9E3779B1u)))
        {
            if (!mayLeaveOut || order % 7 != index) candidates.Add($"node-{index}");
        }

        return candidates;
    }

    public static CheckedPod Checked(Pod pod) => new(
        pod.FullName, pod.Uid, pod.NodeName, pod.Annotations,
        [
            .. pod.InitContainers.Select(static container => container.IsSidecar ? CheckedContainer.Sidecar : CheckedContainer.Init),
            .. pod.Containers.Select(static _ => CheckedContainer.App),
        ])
    {
        HasEnded = pod.Phase is PodPhase.Succeeded or PodPhase.Failed,
        IsInitOver = pod.InitContainersCompleted,
    };

    public static Pod Bound(Pod pod, PodPlacement placement) => pod with
    {
        NodeName = placement.NodeName,
        ResourceVersion = "2",
        Annotations = pod.Annotations.Concat(Decision.Annotations(placement, Words.Vendors, Now)).ToDictionary(),
    };

    private static string Pick(IEnumerable<string> uids, int number) => uids.ElementAt(number % uids.Count());

    private void Place(Pod pod, int order, bool binds)
    {
        var outcome = State.Filter(pod, Candidates(order), Fence.Sole, Now);
        if (outcome.Kind != FilterKind.Placed) return;
        Placed = pod.Uid;
        reserved[pod.Uid] = (pod, outcome.Placement!);
        if (binds) Bind(pod.Uid);
    }

    private void Bind(string uid)
    {
        var (pod, placement) = reserved[uid];
        State.PodUpserted(pod);
        var start = State.BeginBind(new BindRequest(pod.Namespace, pod.Name, uid, placement.NodeName), Fence.Sole, Now);
        reserved.Remove(uid);
        bound[uid] = Bound(pod, start.Placement ?? throw new InvalidOperationException(start.Refusal));
        State.SettleBind(uid, BindOutcome.Accepted);
        State.PodUpserted(bound[uid]);
    }

    private void Delete(string uid)
    {
        if (!bound.Remove(uid))
        {
            State.PodUpserted(reserved[uid].Pod);
            reserved.Remove(uid);
        }

        State.PodDeleted(uid);
    }

    private void Change(int number, Func<Pod, Pod> change)
    {
        var uid = Pick(bound.Keys, number);
        if (bound[uid].HasEnded) return;
        bound[uid] = change(bound[uid]);
        State.PodUpserted(bound[uid]);
    }

    private void ChangeNode(int number, Func<(int Broken, int Cordoned, bool IsAway), (int Broken, int Cordoned, bool IsAway)> change)
    {
        var index = number % plans.Length;
        conditions[index] = change(conditions[index]);
        State.NodeUpserted(Nodes().ElementAt(index));
    }

    private void ChangeQuota(int number, int limit)
    {
        var (ns, name) = ($"ns{number % 2}", $"quota-{number % 3}");
        if (limit % 4 == 0)
        {
            quotas.Remove($"{ns}/{name}");
            State.QuotaDeleted(ns, name);
            return;
        }

        var resource = (limit % 4, number % 5) switch { (1, < 3) => Words.GpuMemory, (1, _) => Words.MluMemory, (2, < 3) => Words.GpuCores, (2, _) => Words.MluCores, _ => Words.DcuMemory };
        var quota = new ResourceQuota { Namespace = ns, Name = name, Hard = new ResourceList([KeyValuePair.Create($"limits.{resource}", new Quantity($"{limit % 997}"))]) };
        quotas[$"{ns}/{name}"] = quota;
        State.QuotaUpserted(quota);
    }
}

/// <summary>Something that happens.</summary>
internal sealed record Step(int Operation, int A, int B, PodPlan Pod)
{
    public static readonly Gen<Step> Gen = CsCheck.Gen.Select(
        CsCheck.Gen.Int[0, 99], CsCheck.Gen.Int[0, 10_000], CsCheck.Gen.Int[0, 10_000], PodPlan.Gen, (operation, a, b, pod) => new Step(operation, a, b, pod));
}
