using Hami.Core.Placement.State;
using Hami.Core.Requests;
using Hami.Tests.Placement.Checker;
using Xunit;

namespace Hami.Tests.Placement.Properties;

/// <summary>Many threads at one small cluster that never holds all they want.</summary>
public sealed class ConcurrencyProperties(ITestOutputHelper output)
{
    private const int Threads = 4;
    private const int PodsPerThread = 800;

    private static readonly NodePlan[] Plans =
    [
        new([new DevicePlan(3, 1000, 100, 0, "A100", false)], [], [], 0, 1, new int[16]),
        new([new DevicePlan(3, 1000, 100, 0, "A100", false), new DevicePlan(2, 1000, 100, 1, "A100", false)], [new DevicePlan(2, 500, 100, 0, "Z100", false)], [], 100, 10, new int[16]),
        new([new DevicePlan(7, 40_960, 100, 0, "A100", true)], [], [new DevicePlan(3, 1000, 200, 0, "X", false)], 0, 1, new int[16]),
    ];

    private const int MostOfOneThread = 2;

    private readonly ClusterState state = new(Words.Vendors, new StateSettings());
    private readonly Lock gate = new();
    private readonly Dictionary<string, CheckedPod> standing = [];
    private readonly List<string> violations = [];
    private int bound;
    private int refused;

    [Fact]
    public void Threads_that_place_bind_and_delete_never_over_commit_a_device()
    {
        foreach (var node in Nodes(0)) state.NodeUpserted(node);
        var threads = Enumerable.Range(0, Threads).Select(number => new Thread(() => Live(number))).ToList();
        threads.Add(new Thread(Shake));
        threads.ForEach(static thread => thread.Start());
        threads.ForEach(static thread => thread.Join());

        Assert.Empty(violations);
        output.WriteLine($"{bound} pods bound, {refused} refused or overtaken");
        Assert.Equal(Threads * PodsPerThread, bound + refused);
        Assert.True(bound > PodsPerThread / 4 && refused > 0);
        Assert.Empty(standing);
        Assert.All(state.Snapshots, static snapshot => Assert.All(snapshot.Usage.ToArray(), static usage => Assert.Equal(default, usage)));
        Assert.All(state.Quotas(), static row => Assert.Equal(0, row.Used));
        Assert.Equal(0, state.ReservationCount);
    }

    private static IEnumerable<Core.Devices.Node> Nodes(int cordoned) => Plans.Select((plan, index) => plan.Object(index, 0, cordoned, false));

    private static Pod PodOf(int thread, int number)
    {
        var app = new ContainerPlan(2, [Request(thread + number)]);
        return new PodPlan(number % 5 == 0 ? [new ContainerPlan(0, app.Requests), app] : [app], [], number % 2).Object((thread * PodsPerThread) + number);
    }

    private static RequestPlan Request(int kind) => (kind % 6) switch
    {
        0 => new RequestPlan(0, 1, 1, 500, 50),
        1 => new RequestPlan(0, 2, 1, 300, 10),
        2 => new RequestPlan(0, 1, 0, 0, 100),
        3 => new RequestPlan(1, 1, 1, 500, 40),
        4 => new RequestPlan(2, 1, 1, 250, 50),
        _ => new RequestPlan(3, 1, 1, 400, 100),
    };

    // One pod after the other: filter, watch, bind, watch, and the oldest goes when there are two.
    private void Live(int thread)
    {
        var mine = new Queue<Pod>();
        for (var number = 0; number < PodsPerThread; number++)
        {
            var pod = PodOf(thread, number);
            if (TryBind(pod) is { } placed) mine.Enqueue(placed);
            if (mine.Count == MostOfOneThread) Delete(mine.Dequeue());
        }

        while (mine.TryDequeue(out var last)) Delete(last);
    }

    private Pod? TryBind(Pod pod)
    {
        state.PodUpserted(pod);
        var outcome = state.Filter(pod, state.AllNodes(), Fence.Sole, TrialCluster.Now);
        var start = outcome.Kind == FilterKind.Placed
            ? state.BeginBind(new BindRequest(pod.Namespace, pod.Name, pod.Uid, outcome.Placement!.NodeName), Fence.Sole, TrialCluster.Now)
            : BindStart.Refuse("no node");
        if (start.Placement is not { } placement)
        {
            Interlocked.Increment(ref refused);
            state.PodDeleted(pod.Uid);
            return null;
        }

        // From here on the server holds it; the scheduler learns of that in two ways and any order.
        var placed = TrialCluster.Bound(pod, placement);
        lock (gate)
        {
            standing[pod.Uid] = TrialCluster.Checked(placed);
            violations.AddRange(AnnotationChecker.Judge(Nodes(0).Select(static node => new CheckedNode(node.Name, node.Annotations, node.Capacity.ToDictionary(static entry => entry.Key, static entry => entry.Value.Text))), standing.Values));
        }

        if (pod.Uid.GetHashCode(StringComparison.Ordinal) % 2 == 0)
        {
            state.SettleBind(pod.Uid, BindOutcome.Accepted);
            state.PodUpserted(placed);
        }
        else
        {
            state.PodUpserted(placed);
            state.SettleBind(pod.Uid, BindOutcome.Accepted);
        }

        Interlocked.Increment(ref bound);
        return placed;
    }

    private void Delete(Pod pod)
    {
        lock (gate) standing.Remove(pod.Uid);
        state.PodDeleted(pod.Uid);
    }

    // Whatever else goes on at the same time.
    private void Shake()
    {
        for (var i = 0; i < PodsPerThread; i++)
        {
            foreach (var node in Nodes(i % 3)) state.NodeUpserted(node);
            state.QuotaUpserted(new ResourceQuota { Namespace = "ns0", Name = "q", Hard = new ResourceList([KeyValuePair.Create($"limits.{Words.GpuMemory}", new Quantity($"{1000 + (i % 5 * 1000)}"))]) });
            state.Lapse(TrialCluster.Now);
            _ = state.Charges();
            _ = state.Unsettled(TrialCluster.Now);
            if (i % 10 == 0) state.QuotasListed([]);
            if (i % 7 == 0) state.NodesListed([.. Nodes(0)]);
        }

        state.NodesListed([.. Nodes(0)]);
    }
}
