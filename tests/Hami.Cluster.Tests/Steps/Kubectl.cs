using Hami.Cluster.Tests.Plane;
using Hami.Cluster.Tests.Running;

namespace Hami.Cluster.Tests.Steps;

/// <summary>Runs kubectl as a user would.</summary>
internal sealed class Kubectl : IStep
{
    /// <summary>Its arguments, apart by spaces.</summary>
    public required string Run { get; init; }

    /// <summary>Who runs it.</summary>
    public string As { get; init; } = "admin";

    /// <summary>Whether it must fail.</summary>
    public bool Fails { get; init; }

    /// <summary>What it must write.</summary>
    public List<string> Says { get; init; } = [];

    /// <summary>For how many seconds it is run again until it does so.</summary>
    public int Within { get; init; }

    public async Task TakeAsync(ScenarioRun run)
    {
        string[] arguments =
        [
            $"--kubeconfig={run.KubeConfig(As)}", $"--cache-dir={run.Plane.Folder}/kubectl-cache",
            .. Run.Split(' ', StringSplitOptions.RemoveEmptyEntries),
        ];
        await Until.NothingIsMissingAsync(
            async () =>
            {
                var done = await Command.RunAsync($"{run.Kubectl}/kubectl", arguments);
                run.Say(done.Output);
                var fault = done.ExitCode == 0 == Fails ? $"ended with {done.ExitCode}" : Says.Find(word => !done.Output.Contains(word, StringComparison.Ordinal)) is { } unsaid ? $"does not say \"{unsaid}\"" : null;
                return fault is null ? null : $"kubectl {Run} {fault}:\n{done.Output}";
            },
            TimeSpan.FromSeconds(Within));
    }

    public override string ToString() => $"kubectl {Run}";
}
