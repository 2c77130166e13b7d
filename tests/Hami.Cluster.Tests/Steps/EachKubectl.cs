using Hami.Cluster.Tests.Running;

namespace Hami.Cluster.Tests.Steps;

/// <summary>The same steps with each version of kubectl.</summary>
internal sealed class EachKubectl : IStep
{
    public required List<StepEntry> Steps { get; init; }

    public async Task TakeAsync(ScenarioRun run)
    {
        foreach (var folder in run.Fixture.Kubectls)
        {
            run.Kubectl = folder;
            run.Say($"with {folder}");
            await run.TakeAsync(Steps);
        }

        run.Figure($"kubectl {string.Join(", ", run.Fixture.Kubectls.Select(Path.GetFileName))}");
    }

    public override string ToString() => "with each kubectl";
}
