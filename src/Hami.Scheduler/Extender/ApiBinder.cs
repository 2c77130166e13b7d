using System.Text.Json;
using Hami.Core.Placement.State;
using Hami.Core.Protocol;
using Hami.Core.Protocol.Objects;
using Hami.Core.Requests;
using Hami.Kubernetes;
using Hami.Kubernetes.Api;
using Hami.Kubernetes.Writes;
using Microsoft.Extensions.Logging;

namespace Hami.Scheduler.Extender;

/// <summary>Binds through the API server.</summary>
internal sealed partial class ApiBinder(ApiClient api, FieldSelection fields, MonotonicClock clock, TimeProvider time, ILogger<ApiBinder> logger) : IBinder
{
    private const int LongestLabel = 63;
    private static readonly TimeSpan LabelPatience = TimeSpan.FromSeconds(30);

    private readonly BindingWriter writer = new(api);
    private readonly PodPatcher patcher = new(api);

    public async Task<(BindOutcome Outcome, string Reason)> BindAsync(
        BindRequest request, IReadOnlyDictionary<string, string> annotations, DateTimeOffset deadline, CancellationToken cancellation)
    {
        var result = await writer.BindAsync(
            request.Namespace, request.Name, request.Uid, request.Node, annotations, Deadline.In(time, deadline - clock.Now), cancellation);
        return result.Outcome switch
        {
            WriteOutcome.Done => (BindOutcome.Accepted, ""),

            // Bound already, perhaps by an earlier Binding of ours whose answer was lost: only a read tells.
            WriteOutcome.Refused when result.Error == ApiErrorKind.Conflict => (BindOutcome.Unknown, $"the pod is bound already: {result.Reason}"),
            WriteOutcome.Refused => (BindOutcome.Refused, $"the API server refused the Binding: {result.Reason}"),
            _ => (BindOutcome.Unknown, $"the outcome of the Binding is not known yet: {result.Reason}"),
        };
    }

    public async Task<Pod?> ReadAsync(string ns, string name, CancellationToken cancellation)
    {
        try
        {
            var json = await api.GetAsync("pods", ResourcePath.Pods.Item(ns, name), cancellation);
            return Read(json.Span);
        }
        catch (ApiException missing) when (missing.Kind == ApiErrorKind.NotFound)
        {
            return null;
        }
    }

    public void LabelSoon(BindRequest request)
    {
        // A label's value is shorter than a node's name may be: better none than one that makes the write fail (control-plane.md C16).
        if (request.Node.Length <= LongestLabel) _ = LabelAsync(request);
    }

    private async Task LabelAsync(BindRequest request)
    {
        var patch = new MetadataPatch
        {
            Uid = request.Uid,
            Labels = new Dictionary<string, string?> { [LabelKeys.AssignedNode] = request.Node },
        };
        var result = await patcher.PatchAsync(request.Namespace, request.Name, patch, Deadline.In(time, LabelPatience), CancellationToken.None);
        if (!result.IsDone) LabelFailed(request.Namespace, request.Name, result.Reason);
    }

    private Pod Read(ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json);
        reader.Read();
        return PodReader.Read(ref reader, fields);
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "pod {Namespace}/{Name} was bound but not labelled with its node, so the original's monitor won't see it: {Reason}")]
    private partial void LabelFailed(string @namespace, string name, string reason);
}
