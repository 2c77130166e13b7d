using Hami.Core.Placement;
using Hami.Core.Placement.State;
using Hami.Core.Protocol;
using Hami.Core.Requests;
using Hami.Kubernetes.Api;
using Hami.Scheduler.Leadership;

namespace Hami.Scheduler.Extender;

/// <summary>
/// Binds pods (control-plane.md §7.1; design: the life of a pod, step 3): looks the reservation up, takes the node's locks where
/// its agents need them, sends one Binding with all annotations, and records what became of it. Different pods are bound concurrently.
/// </summary>
internal sealed class Binding(
    ClusterState state, IBinder api, INodeLocks locks, SchedulingRight right, IDecisionLog log, MonotonicClock clock, ExtenderSettings settings)
{
    /// <summary>Binds one pod.</summary>
    /// <returns>Empty on success, else the reason.</returns>
    public async Task<string> BindAsync(BindRequest request, CancellationToken aborted)
    {
        var started = clock.Now;
        var start = await PrepareAsync(request, aborted);
        if (start.Placement is not { } placement) return Fail(request, start.Refusal, started);

        var taken = new List<string>();
        var refusal = await TakeLocksAsync(placement, request, taken, aborted);
        var outcome = BindOutcome.Refused;
        if (refusal.Length == 0) (outcome, refusal) = await SendAsync(request, started);
        if (outcome == BindOutcome.Accepted) return "";

        // A Binding that may still land needs its lock: the node's agent finds its pod by it.
        for (var i = taken.Count - 1; i >= 0 && outcome == BindOutcome.Refused; i--) await locks.ReleaseAsync(taken[i], request);
        return Fail(request, refusal, started);
    }

    private async Task<BindStart> PrepareAsync(BindRequest request, CancellationToken aborted)
    {
        var start = state.PrepareBind(request, right.Current, clock.Now);
        if (!start.IsUnknownPod) return start;

        // The watch may be behind kube-scheduler's: what the quorum says of the pod is not old news.
        Pod? pod;
        try
        {
            pod = await api.ReadAsync(request.Namespace, request.Name, aborted);
        }
        catch (ApiException failure)
        {
            return BindStart.Refuse($"pod {request.Namespace}/{request.Name} is not known here yet, and reading it failed: {failure.Message}");
        }

        if (pod is null) return start;
        if (pod.Uid != request.Uid)
            return BindStart.Refuse($"pod {pod.FullName} now has UID {pod.Uid}: the decision was made for {request.Uid}");
        state.PodRead(pod);
        return state.PrepareBind(request, right.Current, clock.Now);
    }

    private async Task<string> TakeLocksAsync(PodPlacement placement, BindRequest request, List<string> taken, CancellationToken aborted)
    {
        var keys = Decision.Locks(placement, state.Vendors);
        if (keys.Count == 0) return "";
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(aborted);
        patience.CancelAfter(settings.PatienceForLock);
        foreach (var key in keys)
        {
            var refusal = await locks.AcquireAsync(key, request, patience.Token);
            if (refusal.Length > 0) return refusal;
            taken.Add(key);
        }

        return "";
    }

    // Not given up when kube-scheduler hangs up: what was sent may land, and then must be known as sent.
    private async Task<(BindOutcome Outcome, string Reason)> SendAsync(BindRequest request, DateTimeOffset started)
    {
        var start = state.BeginBind(request, right.Current, clock.Now);
        if (start.Placement is not { } placement) return (BindOutcome.Refused, start.Refusal);
        var annotations = Decision.Annotations(placement, state.Vendors, clock.WallTime);
        var (outcome, reason) = await api.BindAsync(request, annotations, start.Deadline, CancellationToken.None);
        state.SettleBind(request.Uid, outcome);
        if (outcome != BindOutcome.Accepted) return (outcome, reason);
        if (annotations[AnnotationKeys.BindPhase] == BindPhase.Allocating) api.LabelSoon(request);
        log.Bound(request, placement, clock.Now - started);
        return (outcome, "");
    }

    private string Fail(BindRequest request, string reason, DateTimeOffset started)
    {
        log.BindFailed(request, reason, clock.Now - started);
        return reason;
    }
}
