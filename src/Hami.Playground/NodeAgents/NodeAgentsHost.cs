using Hami.Kubernetes.Api;
using Hami.Kubernetes.Credentials;
using Hami.Kubernetes.Watch;
using Hami.Playground.Clusters;
using Microsoft.Extensions.Logging;

namespace Hami.Playground.NodeAgents;

/// <summary>
/// A stand-in for everything that runs on nodes: kubelets that register nodes, keep them Ready, run and end pods and
/// finish their deletion, and each vendor's device plugin as far as schedulers see it.
/// </summary>
public sealed partial class NodeAgentsHost
{
    private readonly NodeAgentsOptions _options;
    private readonly TimeProvider _time;
    private readonly ILoggerFactory _loggers;
    private readonly ILogger _logger;
    private readonly TaskCompletionSource _nodesAreUp = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Makes the host; <see cref="RunAsync"/> sets it going.</summary>
    public NodeAgentsHost(NodeAgentsOptions options, TimeProvider time, ILoggerFactory loggers)
    {
        _options = options;
        _time = time;
        _loggers = loggers;
        _logger = loggers.CreateLogger<NodeAgentsHost>();
    }

    /// <summary>Completes when every node is registered and announces its devices.</summary>
    public Task NodesAreUp => _nodesAreUp.Task;

    /// <summary>Runs until it is cancelled.</summary>
    /// <exception cref="ClusterFileException">The cluster file can't be used.</exception>
    /// <exception cref="CredentialException">A kubeconfig can't be used.</exception>
    /// <exception cref="ApiException">The API server won't have a node as the file describes it.</exception>
    public async Task RunAsync(CancellationToken cancellation)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        try
        {
            var cluster = ClusterFile.Load(_options.ClusterFile);
            using var api = new NodeApi(Client(_options.KubeletKubeconfig), Client(_options.AgentKubeconfig), _time, _logger);
            await SimulateAsync(api, cluster, stop);
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            _nodesAreUp.TrySetCanceled(cancellation);
        }
        catch (Exception e)
        {
            _nodesAreUp.TrySetException(e);
            throw;
        }
    }

    private async Task SimulateAsync(NodeApi api, ClusterDescription cluster, CancellationTokenSource stop)
    {
        var nodes = new NodeLives(api, cluster, _time, _logger);
        var pods = new PodLives(api, cluster, _time, _logger, stop.Token);
        // From the first node on: when the last of many is registered, the first one's lease is old already.
        List<Task> tasks = [nodes.BeatAsync(stop.Token)];
        try
        {
            var started = _time.GetTimestamp();
            await nodes.RegisterAsync(stop.Token);
            var took = _time.GetElapsedTime(started);
            LogUp(cluster.Nodes.Count, took);
            _nodesAreUp.TrySetResult();

            tasks.Add(nodes.RecoverAsync(stop.Token));
            tasks.Add(Watch(api, ResourcePath.Nodes, null, ClusterNode.Reader.Instance, nodes).RunAsync(stop.Token));
            tasks.Add(Watch(api, ResourcePath.Pods, "spec.nodeName!=", ClusterPodReader.Instance, pods).RunAsync(stop.Token));
            await await Task.WhenAny(tasks);
        }
        finally
        {
            await stop.CancelAsync();
            await Task.WhenAll(tasks).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            await pods.EndAsync();
        }
    }

    private Reflector<T> Watch<T>(NodeApi api, ResourcePath resource, string? fields, IResourceReader<T> reader, IResourceHandler<T> handler)
        where T : class, IResource =>
        new(api.Kubelet, new ResourceQuery { Resource = resource, FieldSelector = fields }, reader, handler, new ReflectorOptions { LongestBackoff = TimeSpan.FromSeconds(2) }, _time, _logger);

    private ApiClient Client(string kubeconfig) => new(
        EndpointResolution.Resolve(_time, kubeconfig), new ApiClientOptions { UserAgent = "hami-node-agents" }, _time, _loggers.CreateLogger<ApiClient>());

    [LoggerMessage(Level = LogLevel.Information, Message = "{Count} nodes are up after {Took}")]
    private partial void LogUp(int count, TimeSpan took);
}
