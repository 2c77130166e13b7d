using Hami.Playground.NodeAgents;
using Microsoft.Extensions.Logging;

namespace Hami.Cluster.Tests.Plane;

/// <summary>The nodes of a cluster file, simulated in this process.</summary>
internal sealed class NodeAgents : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    private readonly CancellationTokenSource ending = new();
    private readonly ILoggerFactory loggers;
    private readonly Task running;

    private NodeAgents(NodeAgentsOptions options, string log)
    {
        loggers = LoggerFactory.Create(logging => logging.AddProvider(new FileLoggers(log)));
        var host = new NodeAgentsHost(options, TimeProvider.System, loggers);
        running = host.RunAsync(ending.Token);
        NodesAreUp = host.NodesAreUp;
    }

    private Task NodesAreUp { get; }

    /// <summary>Starts them and waits until they are registered.</summary>
    public static async Task<NodeAgents> StartAsync(ControlPlane plane, string clusterFile, string log)
    {
        var agents = new NodeAgents(
            new NodeAgentsOptions
            {
                ClusterFile = Repository.Of(clusterFile),
                KubeletKubeconfig = plane.KubeConfig("kubelet-stand-in"),
                AgentKubeconfig = plane.KubeConfig("hami-node-agent"),
            },
            log);
        await agents.NodesAreUp.WaitAsync(Patience);
        return agents;
    }

    public async ValueTask DisposeAsync()
    {
        await ending.CancelAsync();
        await running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        loggers.Dispose();
        ending.Dispose();
    }
}
