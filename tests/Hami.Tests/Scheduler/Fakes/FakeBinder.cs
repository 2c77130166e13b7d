using System.Collections.Concurrent;
using Hami.Core.Placement.State;
using Hami.Core.Requests;
using Hami.Scheduler.Extender;

namespace Hami.Tests.Scheduler.Fakes;

/// <summary>An API server as binding sees it.</summary>
internal sealed class FakeBinder(Journal journal) : IBinder
{
    public ConcurrentQueue<SentBinding> Sent { get; } = [];

    /// <summary>What becomes of a Binding.</summary>
    public Func<BindRequest, Task<(BindOutcome Outcome, string Reason)>> Answer { get; set; } = _ => Task.FromResult((BindOutcome.Accepted, ""));

    /// <summary>What the quorum says of a name.</summary>
    public Func<string, string, Task<Pod?>> Quorum { get; set; } = (_, _) => Task.FromResult<Pod?>(null);

    public Task<(BindOutcome Outcome, string Reason)> BindAsync(
        BindRequest request, IReadOnlyDictionary<string, string> annotations, DateTimeOffset deadline, CancellationToken cancellation)
    {
        journal.Add($"bind {request.Namespace}/{request.Name} to {request.Node}");
        Sent.Enqueue(new SentBinding(request, annotations, deadline, cancellation));
        return Answer(request);
    }

    public Task<Pod?> ReadAsync(string ns, string name, CancellationToken cancellation)
    {
        journal.Add($"read {ns}/{name}");
        return Quorum(ns, name);
    }

    public void LabelSoon(BindRequest request) => journal.Add($"label {request.Namespace}/{request.Name} with {request.Node}");
}

internal sealed record SentBinding(
    BindRequest Request, IReadOnlyDictionary<string, string> Annotations, DateTimeOffset Deadline, CancellationToken Cancellation);
