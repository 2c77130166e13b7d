using System.CommandLine;
using System.Runtime.InteropServices;
using Hami.Scheduler;
using Hami.Scheduler.Configuration;

namespace Hami.Cli;

/// <summary><c>hami scheduler</c>: extender, webhooks and metrics in one process.</summary>
internal static class SchedulerCommand
{
    /// <summary>Describes the command.</summary>
    public static Command Create()
    {
        var command = new Command("scheduler", """
            Places pods that ask for shares of devices: the scheduler extender and the admission webhooks.

            Runs beside a kube-scheduler, which calls /filter and /bind; the API server calls the webhooks on the same port.
            Runs until SIGINT or SIGTERM.

            Examples:
              hami scheduler
                  on this machine, with your kubeconfig and the built-in device configuration
              hami scheduler --http_bind=0.0.0.0:443 --cert_file=/tls/tls.crt --key_file=/tls/tls.key \
                  --scheduler-name=hami-scheduler --device-config-file=/device-config.yaml --leader-elect
                  in a cluster, one of several replicas
            """);
        foreach (var flag in SchedulerFlags.All) command.Add(new FlagOption(flag));
        command.TreatUnmatchedTokensAsErrors = false;
        command.SetAction(RunAsync);
        return command;
    }

    private static async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellation)
    {
        var options = SchedulerOptionsReader.Read(FlagOption.Read(parsed), Surroundings.OfProcess, ThisBuild.Info);
        using var end = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, End);
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, End);
        await SchedulerHost.RunAsync(options, end.Token);
        return ExitCodes.Success;

        void End(PosixSignalContext signal)
        {
            signal.Cancel = true;
            end.Cancel();
        }
    }
}
