using Hami.Core.Placement;
using Hami.Core.Placement.State;
using Hami.Core.Requests;

namespace Hami.Scheduler.Extender;

/// <summary>Who is told of decisions: events on the pod, metrics, and what refused pods wait for. Must not block.</summary>
internal interface IDecisionLog
{
    /// <summary>A filter call was answered.</summary>
    /// <param name="pod">The pod.</param>
    /// <param name="candidates">The nodes that were offered.</param>
    /// <param name="outcome">The answer.</param>
    /// <param name="elapsed">From the first byte read to the answer written.</param>
    void Filtered(Pod pod, Candidates candidates, FilterOutcome outcome, TimeSpan elapsed);

    /// <summary>A pod was bound.</summary>
    void Bound(BindRequest request, PodPlacement placement, TimeSpan elapsed);

    /// <summary>A bind call failed.</summary>
    void BindFailed(BindRequest request, string reason, TimeSpan elapsed);
}
