using System.Diagnostics;
using System.Text.Json.Nodes;
using Hami.Cluster.Tests.Audit;
using Hami.Cluster.Tests.Judge;
using Hami.Cluster.Tests.Plane;

namespace Hami.Cluster.Tests.Running;

/// <summary>A scenario while it runs: what its steps act on.</summary>
internal sealed class ScenarioRun : IAsyncDisposable
{
    private static readonly HashSet<string> Lasting = ["default", "kube-system", "kube-public", "kube-node-lease", "hami-system", "team"];
    private static readonly string[] Makers = ["apis/apps/v1/deployments", "apis/apps/v1/replicasets", "apis/batch/v1/jobs", "api/v1/resourcequotas"];
    private static readonly TimeSpan CleaningTime = TimeSpan.FromMinutes(2);

    private readonly ScenarioFile file;
    private readonly long auditFrom;
    private readonly Stopwatch watch = Stopwatch.StartNew();
    private NodeAgents? agents;

    public ScenarioRun(PlaneFixture fixture, string name, ScenarioFile file)
    {
        Fixture = fixture;
        Name = name;
        this.file = file;
        Logs = Path.Combine(Repository.Results, name);
        if (Directory.Exists(Logs)) Directory.Delete(Logs, recursive: true);
        Directory.CreateDirectory(Logs);
        auditFrom = fixture.Audit.Position;
        var elects = file.Replicas.Count > 1;
        Replicas = [.. file.Replicas.Select((one, i) => new Replica(fixture, new ReplicaOptions(one.Name, i, one.Form, elects, one.Flags, Logs)))];
        Kubectl = fixture.Kubectls[0];
    }

    public PlaneFixture Fixture { get; }

    public string Name { get; }

    public string Logs { get; }

    public ControlPlane Plane => Fixture.Plane;

    public ApiServer Api => Plane.Api;

    public string Namespace => file.Namespace ?? Name;

    public IReadOnlyList<Replica> Replicas { get; }

    /// <summary>Folder of the kubectl that is used now.</summary>
    public string Kubectl { get; set; }

    /// <summary>What steps remember for later ones, by name; <c>$(name)</c> stands for it in a request, <c>$(now)</c> for the time.</summary>
    public Dictionary<string, string> Remembered { get; } = [];

    /// <summary>When processes were killed by SIGKILL.</summary>
    public List<(DateTimeOffset Begun, DateTimeOffset Done)> Kills { get; } = [];

    /// <summary>When the pods that are being watched were begun to be made.</summary>
    public Stopwatch SinceCreation { get; set; } = new();

    /// <summary>Calls since the scenario's start.</summary>
    public IReadOnlyList<AuditedCall> Calls => Fixture.Audit.Since(auditFrom);

    /// <summary>The kubeconfig of an identity, with the scenario's namespace as the default one.</summary>
    public string KubeConfig(string identity)
    {
        var own = $"{Logs}/kubeconfig-{identity}";
        File.WriteAllText(own, File.ReadAllText(Plane.KubeConfig(identity)).Replace("    context:\n", $"    context:\n      namespace: {Namespace}\n"));
        return own;
    }

    /// <summary>Writes what is going on into the scenario's own log.</summary>
    public void Say(string line) => File.AppendAllText($"{Logs}/steps.log", $"{watch.Elapsed.TotalSeconds,8:0.00} s  {line}\n");

    public void Figure(string line) => Figures.Add($"{Name}: {line}");

    /// <summary>Runs it from its start to its verdict.</summary>
    public async Task RunAsync()
    {
        Say(file.Shows);
        await SetUpAsync();
        await TakeAsync(file.Steps);
        await ClusterJudge.FindNothingAsync(Api);
        await StopSchedulersAsync();
        var unexpected = FailedCalls.Unexpected(Calls, file.ExpectedFailures, Kills);
        if (unexpected.Count > 0)
            throw new InvalidOperationException($"calls that failed and are not expected:\n{string.Join('\n', unexpected.Take(20))}\n({unexpected.Count} in all)");
        Figure($"{watch.Elapsed.TotalSeconds:0.0} s");
    }

    /// <summary>Takes steps one after the other.</summary>
    public async Task TakeAsync(IEnumerable<StepEntry> steps)
    {
        foreach (var step in steps.Select(static entry => entry.Step))
        {
            Say($"{step}");
            await step.TakeAsync(this);
        }
    }

    /// <summary>The process that a step names: <c>hami/a</c>, <c>kube-scheduler/a</c>.</summary>
    public (Replica Replica, string Program) Find(string process)
    {
        var parts = process.Split('/');
        return (Replicas.Single(one => one.Name == parts[^1]), parts[0]);
    }

    /// <summary>The logs' ends, for the message of a failure.</summary>
    public string LogTails() => string.Join('\n', Directory.EnumerateFiles(Logs, "*.log").Order().Select(static log => LogTail.Of(log)));

    /// <summary>Takes away everything that the scenario has made.</summary>
    public async ValueTask DisposeAsync()
    {
        await StopSchedulersAsync();
        foreach (var maker in Makers)
        {
            var parts = maker.Split('/');
            foreach (var ns in await NamespacesAsync()) await Api.DoAsync("DELETE", $"/{string.Join('/', parts[..^1])}/namespaces/{ns}/{parts[^1]}?propagationPolicy=Background");
        }

        await Until.NothingIsMissingAsync(PodsAreLeftAsync, CleaningTime);
        if (agents is not null) await agents.DisposeAsync();
        await Api.DoAsync("DELETE", "/api/v1/nodes");
        await Api.DoAsync("DELETE", "/apis/coordination.k8s.io/v1/namespaces/kube-node-lease/leases");
        await Api.DoAsync("DELETE", "/apis/coordination.k8s.io/v1/namespaces/hami-system/leases");
        foreach (var ns in (await NamespacesAsync()).Where(static ns => !Lasting.Contains(ns))) await Api.SendAsync("admin", "DELETE", $"/api/v1/namespaces/{ns}");
        Say("cleaned up");
    }

    private async Task SetUpAsync()
    {
        if (!Lasting.Contains(Namespace))
        {
            await Api.DoAsync("POST", "/api/v1/namespaces", new JsonObject { ["metadata"] = new JsonObject { ["name"] = Namespace } });
            await Until.NothingIsMissingAsync(
                async () => (await Api.SendAsync("admin", "GET", $"/api/v1/namespaces/{Namespace}/serviceaccounts/default")).IsDone ? null : $"no service account in {Namespace} yet",
                TimeSpan.FromSeconds(60));
        }

        if (!file.NodesLast) await StartNodesAsync();
        foreach (var replica in Replicas)
        {
            await replica.StartHamiAsync();
            await replica.StartKubeSchedulerAsync();
        }

        Say("schedulers are up");
        if (file.NodesLast) await StartNodesAsync();
    }

    private async Task StartNodesAsync()
    {
        if (file.Cluster is not { } cluster) return;
        var registering = Stopwatch.StartNew();
        agents = await NodeAgents.StartAsync(Plane, cluster, $"{Logs}/node-agents.log");
        Say($"nodes of {cluster} are up after {registering.Elapsed.TotalSeconds:0.0} s");
    }

    private async Task StopSchedulersAsync()
    {
        foreach (var replica in Replicas) await replica.DisposeAsync();
    }

    private async Task<string?> PodsAreLeftAsync()
    {
        var pods = await Api.ListAsync("/api/v1/pods");
        foreach (var ns in pods.Select(static pod => pod.GetProperty("metadata").GetProperty("namespace").GetString()).Distinct())
            await Api.DoAsync("DELETE", $"/api/v1/namespaces/{ns}/pods?gracePeriodSeconds=0");
        return pods.Count > 0 ? $"{pods.Count} pods are left" : null;
    }

    private async Task<IReadOnlyList<string>> NamespacesAsync() =>
        [.. (await Api.ListAsync("/api/v1/namespaces")).Select(static ns => ns.GetProperty("metadata").GetProperty("name").GetString()!)];
}
