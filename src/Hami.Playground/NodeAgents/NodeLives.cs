using System.Collections.Concurrent;
using System.Collections.Frozen;
using System.Threading.Channels;
using Hami.Kubernetes.Api;
using Hami.Kubernetes.Watch;
using Hami.Playground.Clusters;
using Microsoft.Extensions.Logging;

namespace Hami.Playground.NodeAgents;

/// <summary>
/// The nodes themselves: registers them, renews their leases, and reports one Ready again that the control plane has
/// given up. A node that somebody deletes stays away.
/// </summary>
internal sealed partial class NodeLives : IResourceHandler<ClusterNode>
{
    private const string LeaseNamespace = "kube-node-lease";
    private const int Abreast = 32;

    // A node's lease may be 40 s old (kube-controller-manager's --node-monitor-grace-period). Kubelets renew every 10 s.
    private const int FewNodes = 500;
    private static readonly TimeSpan UsualInterval = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan IntervalOfMany = TimeSpan.FromSeconds(20);

    private readonly NodeApi _api;
    private readonly IReadOnlyList<SimulatedNode> _inOrder;
    private readonly FrozenDictionary<string, SimulatedNode> _nodes;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly TimeSpan _interval;
    private readonly ConcurrentDictionary<string, DateTimeOffset> _renewed = new();
    private readonly Channel<string> _lost = Channel.CreateUnbounded<string>();

    public NodeLives(NodeApi api, ClusterDescription cluster, TimeProvider time, ILogger logger)
    {
        _api = api;
        _inOrder = cluster.Nodes;
        _nodes = cluster.Nodes.ToFrozenDictionary(static node => node.Name);
        _time = time;
        _logger = logger;
        _interval = cluster.Nodes.Count > FewNodes ? IntervalOfMany : UsualInterval;
    }

    /// <summary>Makes every node, its lease and its annotations, in the file's order: who watches comes to know them like that.</summary>
    /// <exception cref="ApiException">The server won't have a node as it is described.</exception>
    public Task RegisterAsync(CancellationToken cancellation) => EachAsync(_inOrder, RegisterAsync, cancellation);

    /// <summary>Renews leases until it is cancelled.</summary>
    public async Task BeatAsync(CancellationToken cancellation)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(1), _time);
        while (await timer.WaitForNextTickAsync(cancellation))
        {
            var old = _time.GetUtcNow() - _interval;
            var due = _renewed.Where(pair => pair.Value <= old).Select(pair => _nodes[pair.Key]);
            await EachAsync(due, RenewAsync, cancellation);
        }
    }

    /// <summary>Reports nodes that are seen not Ready, until it is cancelled.</summary>
    public async Task RecoverAsync(CancellationToken cancellation)
    {
        await foreach (var name in _lost.Reader.ReadAllAsync(cancellation))
        {
            LogRecovering(name);
            await TryAsync(_nodes[name], (node, token) =>
                _api.ReportAsync(ResourcePath.Nodes, "", node.Name, NodeObjects.StatusPatch(node, _time.GetUtcNow()), token), cancellation);
        }
    }

    public void Listed(IReadOnlyCollection<ClusterNode> items, string version)
    {
        foreach (var node in items) Upserted(node);
    }

    public void Upserted(ClusterNode item)
    {
        if (!item.IsReady && _renewed.ContainsKey(item.Name)) _lost.Writer.TryWrite(item.Name);
    }

    public void Deleted(ClusterNode item) => _renewed.TryRemove(item.Name, out _);

    private async ValueTask RegisterAsync(SimulatedNode node, CancellationToken cancellation)
    {
        try
        {
            await _api.CreateAsync(ResourcePath.Nodes, "", NodeObjects.Node(node, _time.GetUtcNow()), cancellation);
            // The server taints every new node; kube-controller-manager takes a minute and more to find 5,000 of them Ready.
            await _api.PatchAsync(ResourcePath.Nodes, "", node.Name, NodeObjects.TaintsPatch(node), cancellation);
        }
        catch (ApiException e) when (e.Kind == ApiErrorKind.AlreadyExists)
        {
            await _api.PatchAsync(ResourcePath.Nodes, "", node.Name, NodeObjects.NodePatch(node), cancellation);
            await _api.ReportAsync(ResourcePath.Nodes, "", node.Name, NodeObjects.StatusPatch(node, _time.GetUtcNow()), cancellation);
        }

        await RenewAsync(node, cancellation);
        if (node.Annotations.Count > 0)
            await _api.AnnotateAsync(ResourcePath.Nodes, "", node.Name, NodeObjects.AnnotationsPatch(node), cancellation);
    }

    private async ValueTask RenewAsync(SimulatedNode node, CancellationToken cancellation)
    {
        var now = _time.GetUtcNow();
        var isFirst = !_renewed.ContainsKey(node.Name);
        if (!isFirst && await TryAsync(node, (it, token) => _api.PatchAsync(ResourcePath.Leases, LeaseNamespace, it.Name, NodeObjects.LeasePatch(now), token), cancellation))
        {
            // Unless it was deleted meanwhile.
            if (_renewed.TryGetValue(node.Name, out var before)) _renewed.TryUpdate(node.Name, now, before);
            return;
        }

        try
        {
            await _api.CreateAsync(ResourcePath.Leases, LeaseNamespace, NodeObjects.Lease(node, now), cancellation);
        }
        catch (ApiException e) when (e.Kind == ApiErrorKind.AlreadyExists)
        {
            await _api.PatchAsync(ResourcePath.Leases, LeaseNamespace, node.Name, NodeObjects.LeasePatch(now), cancellation);
        }

        _renewed[node.Name] = now;
    }

    private static Task EachAsync(
        IEnumerable<SimulatedNode> nodes, Func<SimulatedNode, CancellationToken, ValueTask> act, CancellationToken cancellation) =>
        Parallel.ForEachAsync(nodes, new ParallelOptions { MaxDegreeOfParallelism = Abreast, CancellationToken = cancellation }, act);

    private async Task<bool> TryAsync(SimulatedNode node, Func<SimulatedNode, CancellationToken, Task> act, CancellationToken cancellation)
    {
        try
        {
            await act(node, cancellation);
            return true;
        }
        catch (ApiException e)
        {
            LogFailed(node.Name, e.Message);
            return false;
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "node {Name} isn't Ready: reporting it anew")]
    private partial void LogRecovering(string name);

    [LoggerMessage(Level = LogLevel.Warning, Message = "node {Name}: {Reason}")]
    private partial void LogFailed(string name, string reason);
}
