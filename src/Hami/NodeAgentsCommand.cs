using System.CommandLine;
using System.Runtime.InteropServices;
using Hami.Playground.NodeAgents;

namespace Hami.Cli;

/// <summary><c>hami node-agents</c>: simulated nodes for <c>./run</c> and tests, so not shown in help.</summary>
internal static class NodeAgentsCommand
{
    private static readonly Option<string> Cluster = new("--cluster") { Required = true };
    private static readonly Option<string> Kubeconfig = new("--kubeconfig") { Required = true };
    private static readonly Option<string> AgentKubeconfig = new("--agent-kubeconfig");

    /// <summary>Describes the command.</summary>
    public static Command Create()
    {
        var command = new Command("node-agents", """
            Simulates nodes with devices at an API server: kubelets, and each vendor's device plugin as far as schedulers see it.

            Runs until SIGINT or SIGTERM; ./run starts it.

            Example:
              hami node-agents --cluster=examples/clusters/small.yaml --kubeconfig=FILE

            Flags:
              --cluster           the cluster file (examples/clusters/README.md)
              --kubeconfig        who makes nodes and reports pods, as kubelets do
              --agent-kubeconfig  who annotates nodes and pods, as device plugins do (default: the same)
            """)
        {
            Cluster, Kubeconfig, AgentKubeconfig,
        };
        command.Hidden = true;
        command.TreatUnmatchedTokensAsErrors = false;
        command.SetAction(RunAsync);
        return command;
    }

    private static async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellation)
    {
        using var end = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, End);
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, End);
        using var loggers = LoggerFactory.Create(static logging => logging.AddSimpleConsole(static console =>
        {
            console.SingleLine = true;
            console.UseUtcTimestamp = true;
            console.TimestampFormat = "yyyy-MM-ddTHH:mm:ss.fffZ ";
        }));
        var kubeconfig = parsed.GetRequiredValue(Kubeconfig);
        var options = new NodeAgentsOptions
        {
            ClusterFile = parsed.GetRequiredValue(Cluster),
            KubeletKubeconfig = kubeconfig,
            AgentKubeconfig = parsed.GetValue(AgentKubeconfig) ?? kubeconfig,
        };
        await new NodeAgentsHost(options, TimeProvider.System, loggers).RunAsync(end.Token);
        return ExitCodes.Success;

        void End(PosixSignalContext signal)
        {
            signal.Cancel = true;
            end.Cancel();
        }
    }
}
