using Hami.Cluster.Tests.Running;

namespace Hami.Cluster.Tests.Steps;

/// <summary>There has been no event of this reason in the namespace.</summary>
internal sealed class NoEvent : IStep
{
    public required string Reason { get; init; }

    public async Task TakeAsync(ScenarioRun run)
    {
        var events = await run.Api.ListAsync($"/api/v1/namespaces/{run.Namespace}/events?fieldSelector=reason={Reason}");
        if (events.Count > 0)
            throw new InvalidOperationException($"{events.Count} events {Reason}: {string.Join("; ", events.Take(5).Select(static one => one.GetProperty("message").GetString()))}");
    }

    public override string ToString() => $"no event {Reason}";
}
