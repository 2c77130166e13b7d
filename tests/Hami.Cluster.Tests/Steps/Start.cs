using Hami.Cluster.Tests.Running;

namespace Hami.Cluster.Tests.Steps;

/// <summary>Starts a program again.</summary>
internal sealed class Start : IStep
{
    /// <summary><c>hami/a</c> or <c>kube-scheduler/a</c>.</summary>
    public required string Process { get; init; }

    public Task TakeAsync(ScenarioRun run)
    {
        var (replica, program) = run.Find(Process);
        return program == "hami" ? replica.StartHamiAsync() : replica.StartKubeSchedulerAsync();
    }

    public override string ToString() => $"start {Process}";
}
