using Hami.Cluster.Tests.Plane;
using Hami.Cluster.Tests.Running;

namespace Hami.Cluster.Tests.Steps;

/// <summary>Waits for an event on a pod.</summary>
internal sealed class AwaitEvent : IStep
{
    public required string Pod { get; init; }

    public required string Reason { get; init; }

    /// <summary>What its message says, all of it in one event.</summary>
    public List<string> Says { get; init; } = [];

    public int Within { get; init; } = 60;

    public Task TakeAsync(ScenarioRun run) => Until.NothingIsMissingAsync(
        async () =>
        {
            var events = (await run.Api.ListAsync($"/api/v1/namespaces/{run.Namespace}/events?fieldSelector=involvedObject.name={Pod}"))
                .Select(static one => (Reason: one.GetProperty("reason").GetString()!, Message: one.GetProperty("message").GetString()!)).ToList();
            return events.Exists(one => one.Reason == Reason && Says.TrueForAll(word => one.Message.Contains(word, StringComparison.Ordinal)))
                ? null
                : $"no event {Reason} on {Pod} says {string.Join(", ", Says)}; there are:\n{string.Join('\n', events.Select(static one => $"{one.Reason}: {one.Message}"))}";
        },
        TimeSpan.FromSeconds(Within));

    public override string ToString() => $"event {Reason} on {Pod}";
}
