using System.Text.Json.Nodes;
using System.Threading.Channels;
using Hami.Kubernetes.Api;
using Hami.Playground.Clusters;
using Microsoft.Extensions.Logging;

namespace Hami.Playground.NodeAgents;

/// <summary>One pod on its node, from its Binding to its end: takes step after step, and rests until the watch brings a change.</summary>
internal sealed partial class PodLife
{
    private readonly NodeApi _api;
    private readonly SimulatedNode _node;
    private readonly string _address;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly Channel<ClusterPod> _changes = Channel.CreateBounded<ClusterPod>(
        new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropOldest, SingleReader = true });

    private ClusterPod _pod;

    public PodLife(NodeApi api, SimulatedNode node, ClusterPod pod, string address, TimeProvider time, ILogger logger)
    {
        _api = api;
        _node = node;
        _pod = pod;
        _address = address;
        _time = time;
        _logger = logger;
    }

    /// <summary>The watch has seen a newer state.</summary>
    public void Changed(ClusterPod pod) => _changes.Writer.TryWrite(pod);

    /// <summary>The watch has seen it go.</summary>
    public void Gone() => _changes.Writer.TryComplete();

    /// <summary>Lives until the pod is gone.</summary>
    public async Task RunAsync(CancellationToken cancellation)
    {
        while (true)
        {
            while (_changes.Reader.TryRead(out var seen)) Learn(seen);
            var step = PodSteps.Next(_pod, _node, _time.GetUtcNow());
            if (step == PodStep.Rest || step is PodStep.Wait)
            {
                if (!await ChangesAsync((step as PodStep.Wait)?.Until, cancellation)) return;
                continue;
            }

            try
            {
                await TakeAsync(step, cancellation);
                if (step == PodStep.Remove) return;
            }
            catch (ApiException e) when (e.Kind == ApiErrorKind.Conflict)
            {
                // Another pod has its name now: look.
                if (!await ReadAsync(cancellation)) return;
            }
            catch (ApiException e) when (e.Kind == ApiErrorKind.NotFound)
            {
                return;
            }
            catch (ApiException e)
            {
                LogRefused(_pod.Namespace, _pod.Name, e.Message);
                if (!await ChangesAsync(null, cancellation)) return;
            }
        }
    }

    private void Learn(ClusterPod seen)
    {
        if (seen.Uid == _pod.Uid && seen.IsNewerThan(_pod)) _pod = seen;
    }

    /// <summary>Waits for a change, or for a time; false when the pod is gone.</summary>
    private async Task<bool> ChangesAsync(DateTimeOffset? until, CancellationToken cancellation)
    {
        var change = _changes.Reader.WaitToReadAsync(cancellation).AsTask();
        if (until is not { } due) return await change;
        try
        {
            var left = due - _time.GetUtcNow();
            return await change.WaitAsync(left > TimeSpan.Zero ? left : TimeSpan.Zero, _time, cancellation);
        }
        catch (TimeoutException)
        {
            return true;
        }
    }

    private async Task TakeAsync(PodStep step, CancellationToken cancellation)
    {
        switch (step)
        {
            case PodStep.Annotate annotate:
                var answer = await _api.AnnotateAsync(ResourcePath.Pods, _pod.Namespace, _pod.Name, Patch(annotate), cancellation);
                await LearnAsync(answer, cancellation);
                break;
            case PodStep.Admit admit:
                foreach (var plugin in admit.Unlocking) await NodeLockRelease.RunAsync(_api, plugin, _pod, cancellation);
                await ReportAsync(admit.Report, cancellation);
                break;
            case PodStep.Tell tell:
                await ReportAsync(tell.Report, cancellation);
                break;
            default:
                await _api.RemoveAsync(_pod, cancellation);
                break;
        }
    }

    private JsonObject Patch(PodStep.Annotate step)
    {
        var annotations = new JsonObject();
        foreach (var (key, value) in step.Annotations) annotations[key] = value;
        return new JsonObject
        {
            ["metadata"] = new JsonObject
            {
                ["uid"] = _pod.Uid,
                ["annotations"] = annotations,
            },
        };
    }

    private async Task ReportAsync(PodReport report, CancellationToken cancellation)
    {
        var patch = PodStatusPatch.Of(_pod, report, _address, _time.GetUtcNow());
        var answer = await _api.ReportAsync(ResourcePath.Pods, _pod.Namespace, _pod.Name, patch, cancellation);
        await LearnAsync(answer, cancellation);
    }

    private async Task LearnAsync(ReadOnlyMemory<byte> answer, CancellationToken cancellation)
    {
        if (answer.Length > 0) Learn(ClusterPodReader.Read(answer));
        else await ReadAsync(cancellation);
    }

    private async Task<bool> ReadAsync(CancellationToken cancellation)
    {
        var read = ClusterPodReader.Read(await _api.ReadAsync(ResourcePath.Pods, _pod.Namespace, _pod.Name, cancellation));
        Learn(read);
        return read.Uid == _pod.Uid;
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "pod {Namespace}/{Name}: left as it is until it changes: {Reason}")]
    private partial void LogRefused(string @namespace, string name, string reason);
}
