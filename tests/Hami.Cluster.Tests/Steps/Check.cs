using Hami.Cluster.Tests.Judge;
using Hami.Cluster.Tests.Running;

namespace Hami.Cluster.Tests.Steps;

/// <summary>Reads all nodes and pods back and has the checker judge them.</summary>
internal sealed class Check : IStep
{
    public Task TakeAsync(ScenarioRun run) => ClusterJudge.FindNothingAsync(run.Api);

    public override string ToString() => "check";
}
