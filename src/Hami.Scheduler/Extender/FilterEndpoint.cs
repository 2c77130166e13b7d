using System.Text.Json;
using Hami.Core.Placement.State;
using Hami.Core.Protocol;
using Hami.Scheduler.Leadership;
using Microsoft.AspNetCore.Http;

namespace Hami.Scheduler.Extender;

/// <summary>
/// <c>POST /filter</c> (control-plane.md §5.2): chooses one node and reserves the pod's shares on it, in memory. One node,
/// because a node is what can be reserved.
/// </summary>
internal sealed class FilterEndpoint(
    ClusterState state, FilterArgumentsReader arguments, SchedulingRight right, IDecisionLog log, MonotonicClock clock, ExtenderSettings settings)
{
    /// <summary>Serves one call; whatever goes wrong is told in the answer's <c>Error</c>, with status 200.</summary>
    public async Task ServeAsync(HttpContext context)
    {
        context.Response.ContentType = "application/json";
        try
        {
            var started = clock.Now;
            using var body = await BodyReader.ReadAsync(context.Request, settings.LargestBody, context.RequestAborted);
            var fence = right.Current;
            if (!fence.Holds)
            {
                fence = await WaitForRightAsync(context.RequestAborted);
                started = clock.Now;
            }

            if (fence.Holds) Answer(context, body.Bytes, fence, started);
            else FilterAnswer.WriteError(context.Response.BodyWriter, $"this scheduler may not place now: {right.Reason}");
        }
        catch (BodyTooLargeException tooLarge)
        {
            FilterAnswer.WriteError(
                context.Response.BodyWriter,
                $"{tooLarge.Message}: kube-scheduler must be configured with nodeCacheCapable: true, so that it sends names instead of whole nodes");
        }
        catch (Exception failure) when (failure is JsonException or MalformedException or BadHttpRequestException)
        {
            FilterAnswer.WriteError(context.Response.BodyWriter, $"the request can't be read as ExtenderArgs: {failure.Message}");
        }

        await context.Response.BodyWriter.FlushAsync(context.RequestAborted);
    }

    // Right after a start or a take-over the right may be a moment away: kube-scheduler would count a quick error as a failed attempt.
    private async Task<Fence> WaitForRightAsync(CancellationToken aborted)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(aborted);
        patience.CancelAfter(settings.PatienceForRight);
        return await right.WaitAsync(patience.Token);
    }

    private void Answer(HttpContext context, ReadOnlySpan<byte> body, Fence fence, DateTimeOffset started)
    {
        var output = context.Response.BodyWriter;
        var call = arguments.Read(body);
        if (call.Pod is not { } pod)
        {
            FilterAnswer.WriteError(output, "extender args missing pod");
            return;
        }

        if (call.Nodes is { } nodes)
        {
            DryRun.Answer(output, state, pod, nodes);
            return;
        }

        if (call.Names is not { } names)
        {
            FilterAnswer.WriteError(output, $"pod {pod.FullName}: NodeNames and Nodes are both absent: there is nothing to choose from");
            return;
        }

        var outcome = state.Filter(pod, names, fence, clock.Now);
        switch (outcome.Kind)
        {
            case FilterKind.PassedThrough:
                FilterAnswer.WriteNames(output, names.Names);
                break;
            case FilterKind.Placed:
                FilterAnswer.WriteNames(output, [outcome.Placement!.NodeName]);
                break;
            case FilterKind.Refused:
                FilterAnswer.WriteRefusals(output, outcome.Refusals);
                break;
            default:
                FilterAnswer.WriteError(output, outcome.Error);
                break;
        }

        log.Filtered(pod, names, outcome, clock.Now - started);
    }
}
