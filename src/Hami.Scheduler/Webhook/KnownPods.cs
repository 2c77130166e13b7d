using System.Collections.Concurrent;
using System.Text.Json;
using Hami.Core.Admission;
using Hami.Core.Admission.Reviews;
using Hami.Core.Placement;
using Hami.Core.Requests;
using Hami.Kubernetes.Api;
using Microsoft.Extensions.Logging;

namespace Hami.Scheduler.Webhook;

/// <summary>
/// What the guard knows of a pod that a request names without showing it: from the watch, and where that may be behind (a pod
/// created a moment ago, a successor of the same name) from the quorum. A pod that neither knows stays unknown, and the guard refuses.
/// </summary>
/// <param name="fromWatch">The pod of a namespace and name as the watch shows it.</param>
/// <param name="fromQuorum">The same, read from the quorum.</param>
/// <param name="vendors">The vendors in use.</param>
/// <param name="logger">Where failed reads are told.</param>
internal sealed partial class KnownPods(
    Func<string, string, Pod?> fromWatch, Func<string, string, CancellationToken, Task<Pod?>> fromQuorum, VendorSet vendors, ILogger<KnownPods> logger)
{
    private const int MostRemembered = 4096;
    private readonly ConcurrentDictionary<(string Namespace, string Name), PodDevices> read = [];
    private readonly GuardedKeys keys = new(vendors);

    /// <summary>Reads the pod that a request names, where the watch doesn't show the one that is meant.</summary>
    public async Task EnsureAsync(AdmissionRequest request, CancellationToken cancellation)
    {
        if (request.Target is not ("bindings" or "pods/binding" or "pods/ephemeralcontainers") || request.Name.Length == 0) return;
        var key = (request.Namespace, request.Name);
        var meant = request.NewObject is { } binding ? UidOf(binding) : "";

        // What was read earlier may be of a pod that is gone since: it counts only until the next look.
        read.TryRemove(key, out _);
        if (fromWatch(request.Namespace, request.Name) is { } known && (meant.Length == 0 || meant == known.Uid)) return;
        try
        {
            if (await fromQuorum(request.Namespace, request.Name, cancellation) is not { } pod) return;
            if (read.Count >= MostRemembered) read.Clear();
            read[key] = PodDevices.Of(pod, vendors, keys);
        }
        catch (ApiException failure)
        {
            ReadFailed(request.Namespace, request.Name, failure.Message);
        }
    }

    /// <summary>What is known of a pod, null when nothing is.</summary>
    public PodDevices? Find(string ns, string name)
    {
        var watched = fromWatch(ns, name);
        if (read.TryGetValue((ns, name), out var later))
        {
            if (watched is null || watched.Uid != later.Uid) return later;
            read.TryRemove((ns, name), out _);
        }

        return watched is null ? null : PodDevices.Of(watched, vendors, keys);
    }

    private static string UidOf(JsonElement binding) =>
        binding.ValueKind == JsonValueKind.Object
        && binding.TryGetProperty("metadata"u8, out var metadata)
        && metadata.ValueKind == JsonValueKind.Object
        && metadata.TryGetProperty("uid"u8, out var uid)
        && uid.ValueKind == JsonValueKind.String
            ? uid.GetString() ?? ""
            : "";

    [LoggerMessage(Level = LogLevel.Warning, Message = "pod {Namespace}/{Name} could not be read to judge a request: {Reason}")]
    private partial void ReadFailed(string @namespace, string name, string reason);
}
