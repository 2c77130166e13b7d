using Hami.Kubernetes.Api;

namespace Hami.Kubernetes.Writes;

/// <summary>Patches nodes' metadata.</summary>
/// <param name="api">The server.</param>
public sealed class NodePatcher(ApiClient api)
{
    /// <summary>Patches one node. Never throws for what the server or the network does.</summary>
    public Task<WriteResult> PatchAsync(
        string name, MetadataPatch patch, Deadline deadline, CancellationToken cancellation) =>
        ObjectWriter.SendAsync(
            api,
            HttpMethod.Patch,
            "nodes",
            ResourcePath.Nodes.Item("", name),
            MetadataPatch.ContentType,
            patch.ToJson(),
            deadline,
            cancellation);
}
