using System.Collections.Concurrent;
using Hami.Core.Placement;
using Hami.Core.Placement.State;
using Hami.Core.Requests;
using Hami.Scheduler.Extender;

namespace Hami.Tests.Scheduler.Fakes;

/// <summary>Keeps what it is told.</summary>
internal sealed class ToldDecisions : IDecisionLog
{
    public ConcurrentQueue<string> Told { get; } = [];

    public void Filtered(Pod pod, Candidates candidates, FilterOutcome outcome, TimeSpan elapsed) => Told.Enqueue($"{outcome.Kind} {pod.FullName}");

    public void Bound(BindRequest request, PodPlacement placement, TimeSpan elapsed) => Told.Enqueue($"Bound {request.Namespace}/{request.Name}");

    public void BindFailed(BindRequest request, string reason, TimeSpan elapsed) => Told.Enqueue($"BindFailed {request.Namespace}/{request.Name}: {reason}");
}
