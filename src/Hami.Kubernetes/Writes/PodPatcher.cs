using Hami.Kubernetes.Api;

namespace Hami.Kubernetes.Writes;

/// <summary>Patches pods' metadata.</summary>
/// <param name="api">The server.</param>
public sealed class PodPatcher(ApiClient api)
{
    /// <summary>Patches one pod. Never throws for what the server or the network does.</summary>
    public Task<WriteResult> PatchAsync(
        string ns, string name, MetadataPatch patch, Deadline deadline, CancellationToken cancellation) =>
        ObjectWriter.SendAsync(
            api,
            HttpMethod.Patch,
            "pods",
            ResourcePath.Pods.Item(ns, name),
            MetadataPatch.ContentType,
            patch.ToJson(),
            deadline,
            cancellation);
}
