using System.Collections.Concurrent;
using System.Collections.Frozen;
using Hami.Kubernetes.Watch;
using Hami.Playground.Clusters;
using Microsoft.Extensions.Logging;

namespace Hami.Playground.NodeAgents;

/// <summary>All pods that are bound to simulated nodes, fed by one watch.</summary>
internal sealed partial class PodLives : IResourceHandler<ClusterPod>
{
    private readonly NodeApi _api;
    private readonly FrozenDictionary<string, SimulatedNode> _nodes;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly CancellationToken _cancellation;
    private readonly ConcurrentDictionary<string, (PodLife Life, Task End)> _lives = new();
    private int _addresses;

    public PodLives(NodeApi api, ClusterDescription cluster, TimeProvider time, ILogger logger, CancellationToken cancellation)
    {
        _api = api;
        _nodes = cluster.Nodes.ToFrozenDictionary(static node => node.Name);
        _time = time;
        _logger = logger;
        _cancellation = cancellation;
    }

    /// <summary>Ends when every pod's current step has.</summary>
    public Task EndAsync() => Task.WhenAll(_lives.Values.Select(static life => life.End));

    public void Listed(IReadOnlyCollection<ClusterPod> items, string version)
    {
        foreach (var pod in items) Upserted(pod);
    }

    public void Upserted(ClusterPod item)
    {
        if (_lives.TryGetValue(item.Uid, out var known))
        {
            known.Life.Changed(item);
        }
        else if (_nodes.TryGetValue(item.NodeName, out var node))
        {
            var life = new PodLife(_api, node, item, NextAddress(), _time, _logger);
            _lives[item.Uid] = (life, Task.Run(() => LiveAsync(life, item), CancellationToken.None));
        }
    }

    public void Deleted(ClusterPod item)
    {
        if (_lives.TryRemove(item.Uid, out var known)) known.Life.Gone();
    }

    private async Task LiveAsync(PodLife life, ClusterPod pod)
    {
        try
        {
            await life.RunAsync(_cancellation);
        }
        catch (OperationCanceledException) when (_cancellation.IsCancellationRequested)
        {
            // The nodes are switched off.
        }
#pragma warning disable CA1031 // One pod's misfortune must not end the others.
        catch (Exception e)
        {
            LogFailed(e, pod.Namespace, pod.Name);
        }
#pragma warning restore CA1031
    }

    private string NextAddress()
    {
        var number = ++_addresses;
        return $"10.{64 + ((number >> 16) & 63)}.{(number >> 8) & 255}.{number & 255}";
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "pod {Namespace}/{Name}: left to itself after an unexpected error")]
    private partial void LogFailed(Exception exception, string @namespace, string name);
}
