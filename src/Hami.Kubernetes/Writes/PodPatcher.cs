using Hami.Kubernetes.Api;

namespace Hami.Kubernetes.Writes;

/// <summary>Patches pods' metadata.</summary>
/// <param name="api">The server.</param>
public sealed class PodPatcher(ApiClient api)
{
    /// <summary>Patches one pod. Never throws for what the server or the network does.</summary>
    public async Task<WriteResult> PatchAsync(
        string ns, string name, MetadataPatch patch, Deadline deadline, CancellationToken cancellation)
    {
        var result = await ObjectWriter.SendAsync(
            api,
            HttpMethod.Patch,
            "pods",
            ResourcePath.Pods.Item(ns, name),
            MetadataPatch.ContentType,
            patch.ToJson(),
            deadline,
            cancellation);

        // A 1.20 server says of another identity that the field can't be changed (422), later ones that the precondition
        // failed (409).
        var isOtherPod = patch.Uid is not null
            && result.Error == ApiErrorKind.Rejected
            && result.Reason.Contains("metadata.uid", StringComparison.Ordinal);
        return isOtherPod ? result with { Error = ApiErrorKind.Conflict } : result;
    }
}
