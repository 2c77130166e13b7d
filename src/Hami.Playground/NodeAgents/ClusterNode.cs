using System.Text.Json;
using Hami.Kubernetes.Watch;

namespace Hami.Playground.NodeAgents;

/// <summary>A Node as its kubelet looks after it.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Uid">Its identity.</param>
/// <param name="ResourceVersion">Its version.</param>
/// <param name="IsReady">Whether its condition Ready holds.</param>
internal sealed record ClusterNode(string Name, string Uid, string ResourceVersion, bool IsReady) : IResource
{
    public string Namespace => "";

    /// <summary>Reads Node objects.</summary>
    internal sealed class Reader : IResourceReader<ClusterNode>
    {
        public static readonly Reader Instance = new();

        public ClusterNode Read(ref Utf8JsonReader reader)
        {
            using var document = JsonDocument.ParseValue(ref reader);
            var metadata = document.RootElement.GetProperty("metadata");
            return new ClusterNode(
                metadata.GetProperty("name").GetString()!,
                metadata.GetProperty("uid").GetString()!,
                metadata.GetProperty("resourceVersion").GetString()!,
                ReadsReady(document.RootElement));
        }

        private static bool ReadsReady(JsonElement node) =>
            node.TryGetProperty("status", out var status)
            && status.TryGetProperty("conditions", out var conditions)
            && conditions.EnumerateArray().Any(static condition =>
                condition.GetProperty("type").ValueEquals("Ready") && condition.GetProperty("status").ValueEquals("True"));
    }
}
