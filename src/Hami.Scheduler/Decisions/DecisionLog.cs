using System.Globalization;
using System.Threading.Channels;
using Hami.Core.Placement;
using Hami.Core.Placement.Reasons;
using Hami.Core.Placement.State;
using Hami.Core.Protocol;
using Hami.Core.Requests;
using Hami.Kubernetes.Events;
using Hami.Scheduler.Extender;
using Hami.Scheduler.Metrics;
using Hami.Scheduler.Retry;

namespace Hami.Scheduler.Decisions;

/// <summary>
/// Tells the world of decisions: events on the pod (control-plane.md §6.10), metrics, and what refused pods wait for. Events are
/// put into words off the path of the call.
/// </summary>
internal sealed class DecisionLog(ClusterState state, EventRecorder events, OperationMetrics metrics, RefusedPods refused) : IDecisionLog
{
    // Of so many refused nodes the devices are told one by one; the words of all nodes are in the events anyway.
    private const int ExplainedNodes = 3;

    private readonly Channel<(Pod Pod, FilterOutcome Outcome)> queue =
        Channel.CreateBounded<(Pod, FilterOutcome)>(new BoundedChannelOptions(512) { FullMode = BoundedChannelFullMode.DropOldest });

    public void Filtered(Pod pod, Candidates candidates, FilterOutcome outcome, TimeSpan elapsed)
    {
        metrics.Filtered(Word(outcome.Kind), elapsed);
        if (outcome.Kind == FilterKind.PassedThrough) return;
        if (outcome.Kind == FilterKind.Refused) refused.Add(pod, candidates);
        else refused.Remove(pod.Uid);
        queue.Writer.TryWrite((pod, outcome));
    }

    public void Bound(BindRequest request, PodPlacement placement, TimeSpan elapsed)
    {
        metrics.Bound("bound", elapsed);
        events.Record(
            Subject(request),
            EventType.Normal,
            "BindingSucceed",
            $"Successfully binding node [{request.Node}] to {request.Namespace}/{request.Name}: {Shares(placement)}");
    }

    public void BindFailed(BindRequest request, string reason, TimeSpan elapsed)
    {
        metrics.Bound("failed", elapsed);
        if (state.PendingPod(request.Uid) is { } pod) refused.AddUnbound(pod);
        events.Record(Subject(request), EventType.Warning, "BindingFailed", reason);
    }

    /// <summary>Puts filter calls into events until cancelled.</summary>
    public async Task RunAsync(CancellationToken cancellation)
    {
        await foreach (var (pod, outcome) in queue.Reader.ReadAllAsync(cancellation)) Tell(pod, outcome);
    }

    private void Tell(Pod pod, FilterOutcome outcome)
    {
        var subject = EventSubject.Pod(pod.Namespace, pod.Name, pod.Uid);
        switch (outcome.Kind)
        {
            case FilterKind.Placed:
                var placement = outcome.Placement!;
                events.Record(
                    subject,
                    EventType.Normal,
                    "FilteringSucceed",
                    string.Create(CultureInfo.InvariantCulture, $"find fit node({placement.NodeName}), {outcome.PassedOver} nodes not fit, 1 nodes fit({placement.NodeName}:{placement.Score:F2})"));
                break;
            case FilterKind.Refused:
                foreach (var message in RefusalReport.Messages(outcome.Refusals)) events.Record(subject, EventType.Warning, "FilteringFailed", message);
                foreach (var node in Explain(pod, outcome.Refusals)) events.Record(subject, EventType.Warning, "FilteringFailed", RefusalReport.Devices(node));
                break;
            default:
                events.Record(subject, EventType.Warning, "FilteringFailed", outcome.Error);
                break;
        }
    }

    // Nodes whose devices were looked at come first; the same ones each time, so that repeated events are counted as one.
    private IEnumerable<NodeExplanation> Explain(Pod pod, IReadOnlyList<NodeRefusal> refusals)
    {
        var few = state.NewCandidates();
        foreach (var refusal in refusals.OrderBy(static one => NodeReason.IsOfWholeNode(one.Reason)).ThenBy(static one => one.Node, StringComparer.Ordinal).Take(ExplainedNodes))
            few.Add(refusal.Node);
        try
        {
            return state.Explain(pod, few).Where(static node => !node.Fits);
        }
        catch (MalformedException)
        {
            return [];
        }
    }

    private static string Shares(PodPlacement placement) =>
        string.Join(' ', placement.ByVendor.Select(static vendor => PodDevicesCodec.Encode(vendor.Value)));

    private static EventSubject Subject(BindRequest request) => EventSubject.Pod(request.Namespace, request.Name, request.Uid);

    private static string Word(FilterKind kind) => kind switch
    {
        FilterKind.Placed => "placed",
        FilterKind.Refused => "refused",
        FilterKind.PassedThrough => "passed",
        _ => "failed",
    };
}
