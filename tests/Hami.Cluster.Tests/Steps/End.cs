using Hami.Cluster.Tests.Running;

namespace Hami.Cluster.Tests.Steps;

/// <summary>Ends a program: in order, or by SIGKILL.</summary>
internal sealed class End : IStep
{
    /// <summary><c>hami/a</c>, <c>kube-scheduler/a</c>, or a program of the control plane (always by SIGKILL).</summary>
    public required string Process { get; init; }

    public bool Kill { get; init; }

    public async Task TakeAsync(ScenarioRun run)
    {
        if (!Process.Contains('/'))
        {
            run.Plane.Kill(Process);
            return;
        }

        var (replica, program) = run.Find(Process);
        if (!Kill)
        {
            await replica.StopAsync(program);
            return;
        }

        var begun = DateTimeOffset.UtcNow;
        await replica.KillAsync(program);
        run.Kills.Add((begun, DateTimeOffset.UtcNow));
    }

    public override string ToString() => $"{(Kill ? "kill" : "end")} {Process}";
}
