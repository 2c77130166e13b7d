using CsCheck;
using Hami.Core.Placement.State;
using Hami.Core.Requests;
using Hami.Tests.Placement.Model;
using Xunit;

namespace Hami.Tests.Placement.Properties;

/// <summary>Events may come again, come late in a row, or be made up for by a list: what stands in the end is what is there.</summary>
public sealed class DriftProperties(ITestOutputHelper output)
{
    private const int Events = 100_000;
    private const int BetweenLooks = 500;
    private static readonly Gen<NodePlan[]> Nodes = NodePlan.Gen.Array[12];
    private static readonly Gen<PodPlan[]> Plans = Gen.OneOf(PodPlan.Modest, PodPlan.Modest, PodPlan.Gen).Array[200];

    [Fact]
    public void A_hundred_thousand_events_leave_no_drift()
    {
        var looks = 0;
        var most = 0;
        Gen.Select(Nodes, Plans, Gen.Int).Sample((nodes, plans, seed) =>
        {
            var told = new ToldCluster(nodes, plans, seed);
            for (var i = 1; i <= Events; i++)
            {
                told.Next();
                if (i % BetweenLooks != 0) continue;
                told.CatchUp();
                var fresh = told.Fresh();
                Assert.Equal(Describe(fresh), Describe(told.State));
                looks++;
                most = Math.Max(most, told.State.Charges().Count);
            }
        }, iter: 1, threads: 1);
        output.WriteLine($"{Events} events, compared {looks} times, up to {most} pods charged at once");
        Assert.Equal(Events / BetweenLooks, looks);
        Assert.True(most > 5);
    }

    private static string Describe(ClusterState state)
    {
        var lines = new List<string>();
        foreach (var snapshot in state.Snapshots)
        {
            for (var i = 0; i < snapshot.Devices.Length; i++)
            {
                var instances = string.Join(',', snapshot.InstancesOn(i).ToArray().Select(static place => $"{place.Start}+{place.Size}").Order(StringComparer.Ordinal));
                lines.Add($"{snapshot.Node.Name} {snapshot.Devices[i].Id} {snapshot.Usage[i]} {snapshot.IsUsable(i)} {snapshot.IsCordoned(i)} {instances} {snapshot.Score}");
            }
        }

        // A row of a quota stays once there was one: metrics go on from 0.
        lines.AddRange(state.Quotas().Where(static row => row.Used != 0 || row.Limit is not null).Select(static row => $"{row}"));
        lines.AddRange(state.Charges().Select(static row => $"{row.Namespace}/{row.Name} on {row.Node} {row.Charge.IsInitOver} {string.Join(',', row.Charge.Usage.Charges)}"));
        lines.AddRange(SchedulerProcess.Pods(state).Values.Select(static pod => $"{pod.Uid} {pod.NodeName} {pod.IsObserved} {pod.IsGone} {pod.IsInitOver} {pod.HasEnded} {pod.Pending is null} {pod.Reservation}"));
        lines.AddRange(SchedulerProcess.Uids(state).Select(static entry => $"{entry}"));
        lines.AddRange(SchedulerProcess.Nodes(state).Values.Where(static node => node.Inventory is not null || node.Pods.Count > 0).Select(static node => $"{node.Name} with {node.Pods.Count}"));
        lines.Sort(StringComparer.Ordinal);
        return string.Join('\n', lines);
    }

    /// <summary>A cluster, and a state that is told of it in all ways in which a watch may.</summary>
    private sealed class ToldCluster(NodePlan[] nodes, PodPlan[] plans, int seed)
    {
        private readonly Random random = new(seed);
        private readonly (int Broken, int Cordoned, bool IsAway, bool IsThere)[] conditions = [.. nodes.Select(static _ => (0, 0, false, true))];
        private readonly Dictionary<string, Telling> pods = [];
        private readonly Dictionary<string, ResourceQuota> quotas = [];
        private int created;

        public ClusterState State { get; } = new(Words.Vendors, new StateSettings());

        public void Next()
        {
            switch (random.Next(100))
            {
                case < 22:
                    Create();
                    break;
                case < 40:
                    Change(telling => telling.Truth is { NodeName: null } pod && Place(pod) is { } bound ? bound : null);
                    break;
                case < 46:
                    Change(static telling => telling.Truth is { NodeName: not null, HasEnded: false } pod ? pod with { Phase = PodPhase.Running, InitContainersCompleted = pod.InitContainers.Any(static container => !container.IsSidecar) } : null);
                    break;
                case < 50:
                    Change(telling => telling.Truth is { HasEnded: false } pod ? pod with { Phase = random.Next(2) == 0 ? PodPhase.Succeeded : PodPhase.Failed } : null);
                    break;
                case < 66 when pods.Count > 0:
                    Any().Delete();
                    break;
                case < 78 when pods.Count > 0:
                    Any().TellNext(State);
                    break;
                case < 84 when pods.Count > 0:
                    Any().TellAgain(State, random);
                    break;
                case < 88:
                    ChangeNode();
                    break;
                case < 97:
                    ChangeQuota();
                    break;
                case 97:
                    State.PodsListed([.. Living()]);
                    foreach (var telling in pods.Values) telling.Listed();
                    break;
                case 98:
                    State.NodesListed([.. Standing()]);
                    State.QuotasListed([.. quotas.Values]);
                    break;
                default:
                    CatchUp();
                    break;
            }

            foreach (var (uid, telling) in pods)
            {
                if (telling.IsOver) pods.Remove(uid);
            }
        }

        /// <summary>Tells all that has not been told.</summary>
        public void CatchUp()
        {
            foreach (var telling in pods.Values)
            {
                while (!telling.IsTold) telling.TellNext(State);
            }

            State.Lapse(TrialCluster.Now.AddDays(1));
        }

        public ClusterState Fresh()
        {
            var fresh = new ClusterState(Words.Vendors, new StateSettings());
            fresh.QuotasListed([.. quotas.Values]);
            fresh.PodsListed([.. Living()]);
            fresh.NodesListed([.. Standing()]);
            return fresh;
        }

        private IEnumerable<Pod> Living() => pods.Values.Select(static telling => telling.Truth).OfType<Pod>();

        private IEnumerable<Core.Devices.Node> Standing() => Enumerable.Range(0, nodes.Length).Where(index => conditions[index].IsThere).Select(Object);

        private Core.Devices.Node Object(int index) => nodes[index].Object(index, conditions[index].Broken, conditions[index].Cordoned, conditions[index].IsAway);

        private Telling Any() => pods.Values.ElementAt(random.Next(pods.Count));

        private void Create()
        {
            if (pods.Count > 80) return;
            var pod = plans[created % plans.Length].Object(created++);
            pods[pod.Uid] = new Telling(pod);
        }

        private void Change(Func<Telling, Pod?> change)
        {
            if (pods.Count > 0 && Any() is { Truth: not null } telling && change(telling) is { } changed) telling.Add(changed);
        }

        // By the state's own decision, reserved there or not: another replica may have bound it.
        private Pod? Place(Pod pod)
        {
            var outcome = random.Next(3) > 0 ? State.Filter(pod, State.AllNodes(), Fence.Sole, TrialCluster.Now) : State.Decide(pod, State.AllNodes());
            return outcome.Kind == FilterKind.Placed && random.Next(5) > 0 ? TrialCluster.Bound(pod, outcome.Placement!) : null;
        }

        private void ChangeNode()
        {
            var index = random.Next(nodes.Length);
            ref var condition = ref conditions[index];
            switch (random.Next(8))
            {
                case 0:
                    condition.Broken = random.Next(256) & random.Next(256);
                    break;
                case 1:
                    condition.Cordoned = random.Next(256) & random.Next(256);
                    break;
                case 2 or 3:
                    condition.IsAway = !condition.IsAway && random.Next(4) == 0;
                    break;
                case 4 or 5:
                    condition.IsThere = !condition.IsThere || random.Next(4) > 0;
                    break;
            }

            if (condition.IsThere) State.NodeUpserted(Object(index));
            else State.NodeDeleted($"node-{index}");
        }

        private void ChangeQuota()
        {
            var (ns, name) = ($"ns{random.Next(2)}", $"quota-{random.Next(3)}");
            if (random.Next(4) == 0)
            {
                quotas.Remove($"{ns}/{name}");
                State.QuotaDeleted(ns, name);
                return;
            }

            string[] resources = [Words.GpuMemory, Words.GpuCores, Words.MluMemory, Words.MluCores];
            var hard = resources.Where(_ => random.Next(2) == 0).Select(resource => KeyValuePair.Create($"limits.{resource}", new Quantity($"{random.Next(100_000)}")));
            quotas[$"{ns}/{name}"] = new ResourceQuota { Namespace = ns, Name = name, Hard = new ResourceList([.. hard]) };
            for (var times = random.Next(1, 3); times > 0; times--) State.QuotaUpserted(quotas[$"{ns}/{name}"]);
        }
    }

    /// <summary>The versions of one pod, and how many of them have been told.</summary>
    private sealed class Telling(Pod first)
    {
        private readonly List<Pod?> versions = [first];
        private int told;

        /// <summary>The newest; null when the pod is gone.</summary>
        public Pod? Truth => versions[^1];

        public bool IsTold => told == versions.Count;

        public bool IsOver => Truth is null && IsTold;

        public void Add(Pod pod) => versions.Add(pod with { ResourceVersion = $"{versions.Count + 1}" });

        public void Delete()
        {
            if (Truth is not null) versions.Add(null);
        }

        public void TellNext(ClusterState state)
        {
            if (!IsTold) Tell(state, versions[told++]);
        }

        /// <summary>An event twice, or some older ones once more up to the newest that was told: a watch that begins before a list that is known.</summary>
        public void TellAgain(ClusterState state, Random random)
        {
            if (told == 0) return;
            for (var i = random.Next(told); i < told; i++) Tell(state, versions[i]);
        }

        /// <summary>A list has told all.</summary>
        public void Listed() => told = versions.Count;

        private void Tell(ClusterState state, Pod? version)
        {
            if (version is null) state.PodDeleted(first.Uid);
            else state.PodUpserted(version);
        }
    }
}
