namespace Hami.Cluster.Tests.Running;

/// <summary>One step of a scenario.</summary>
internal interface IStep
{
    /// <summary>Takes it; what is not as it should be is thrown.</summary>
    Task TakeAsync(ScenarioRun run);
}
