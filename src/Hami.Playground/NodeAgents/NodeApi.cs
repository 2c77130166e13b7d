using System.Text;
using System.Text.Json.Nodes;
using Hami.Kubernetes;
using Hami.Kubernetes.Api;
using Microsoft.Extensions.Logging;

namespace Hami.Playground.NodeAgents;

/// <summary>
/// The API server as a node's programs use it, each with the identity that the real one has. A server that is away or
/// overloaded is waited for; any other error is the caller's.
/// </summary>
/// <param name="kubelet">Acts as the kubelets do.</param>
/// <param name="agent">Acts as the device plugins do.</param>
/// <param name="time">The clock.</param>
/// <param name="logger">Where waiting is told.</param>
internal sealed partial class NodeApi(ApiClient kubelet, ApiClient agent, TimeProvider time, ILogger logger) : IDisposable
{
    private const string MergePatch = "application/merge-patch+json";
    private const string StrategicMergePatch = "application/strategic-merge-patch+json";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    // A server that has just started denies everything until it has read its roles.
    private const int DenialsWaitedFor = 30;

    // Enough to keep a server busy, few enough not to be what it is busy with.
    private readonly SemaphoreSlim _turns = new(32);

    /// <summary>The client that acts as kubelets do, for watches.</summary>
    public ApiClient Kubelet => kubelet;

    /// <summary>A kubelet makes an object.</summary>
    public Task CreateAsync(ResourcePath resource, string ns, JsonObject body, CancellationToken cancellation) =>
        WriteAsync(kubelet, HttpMethod.Post, resource.Plural, resource.Collection(ns), "application/json", body, cancellation);

    /// <summary>A kubelet changes an object.</summary>
    public Task PatchAsync(ResourcePath resource, string ns, string name, JsonObject patch, CancellationToken cancellation) =>
        WriteAsync(kubelet, HttpMethod.Patch, resource.Plural, resource.Item(ns, name), MergePatch, patch, cancellation);

    /// <summary>A kubelet reports a status.</summary>
    /// <returns>The object as it is now; empty where the answer was lost.</returns>
    public Task<ReadOnlyMemory<byte>> ReportAsync(ResourcePath resource, string ns, string name, JsonObject patch, CancellationToken cancellation) =>
        WriteAsync(kubelet, HttpMethod.Patch, $"{resource.Plural}/status", resource.Item(ns, name, "status"), StrategicMergePatch, patch, cancellation);

    /// <summary>A kubelet removes a pod whose containers have stopped.</summary>
    public Task RemoveAsync(ClusterPod pod, CancellationToken cancellation)
    {
        var options = new JsonObject
        {
            ["apiVersion"] = "v1",
            ["kind"] = "DeleteOptions",
            ["gracePeriodSeconds"] = 0,
            ["preconditions"] = new JsonObject { ["uid"] = pod.Uid },
        };
        var path = ResourcePath.Pods.Item(pod.Namespace, pod.Name);
        return WriteAsync(kubelet, HttpMethod.Delete, "pods", path, "application/json", options, cancellation);
    }

    /// <summary>A device plugin changes annotations.</summary>
    /// <returns>The object as it is now; empty where the answer was lost.</returns>
    public Task<ReadOnlyMemory<byte>> AnnotateAsync(ResourcePath resource, string ns, string name, JsonObject patch, CancellationToken cancellation) =>
        WriteAsync(agent, HttpMethod.Patch, resource.Plural, resource.Item(ns, name), MergePatch, patch, cancellation);

    /// <summary>A device plugin reads an object.</summary>
    public Task<ReadOnlyMemory<byte>> ReadAsync(ResourcePath resource, string ns, string name, CancellationToken cancellation) =>
        PersistAsync(() => agent.GetAsync(resource.Plural, resource.Item(ns, name), cancellation), cancellation);

    public void Dispose()
    {
        kubelet.Dispose();
        agent.Dispose();
        _turns.Dispose();
    }

    private Task<ReadOnlyMemory<byte>> WriteAsync(
        ApiClient client, HttpMethod method, string resource, string path, string contentType, JsonObject body, CancellationToken cancellation)
    {
        var bytes = Encoding.UTF8.GetBytes(body.ToJsonString());
        return PersistAsync(
            () => client.WriteAsync(method, resource, path, contentType, bytes, Deadline.In(time, Patience), cancellation), cancellation);
    }

    // Every write here can be repeated: it says how things shall be, or fails on what it finds.
    private async Task<ReadOnlyMemory<byte>> PersistAsync(Func<Task<ReadOnlyMemory<byte>>> call, CancellationToken cancellation)
    {
        for (var denials = 0; ;)
        {
            await _turns.WaitAsync(cancellation);
            try
            {
                return await call();
            }
            catch (ApiException e) when (!cancellation.IsCancellationRequested
                && (IsPassing(e.Kind) || (e.Kind == ApiErrorKind.Forbidden && ++denials <= DenialsWaitedFor)))
            {
                LogWaiting(e.Message);
            }
            finally
            {
                _turns.Release();
            }

            await Task.Delay(Pause, time, cancellation);
        }
    }

    private static bool IsPassing(ApiErrorKind kind) => kind
        is ApiErrorKind.Unreachable
        or ApiErrorKind.UnknownOutcome
        or ApiErrorKind.TooManyRequests
        or ApiErrorKind.ServerError
        or ApiErrorKind.Malformed;

    [LoggerMessage(Level = LogLevel.Warning, Message = "trying again: {Reason}")]
    private partial void LogWaiting(string reason);
}
