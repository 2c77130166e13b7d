using System.Text.Json;

namespace Hami.Tests.Placement.Checker;

/// <summary>A node as the checker sees it: texts, nothing read yet.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Annotations">Its annotations.</param>
/// <param name="Capacity"><c>status.capacity</c>: where a vendor without a register annotation announces its devices.</param>
public sealed record CheckedNode(string Name, IReadOnlyDictionary<string, string> Annotations, IReadOnlyDictionary<string, string> Capacity)
{
    /// <summary>Takes a Node object as the API server gives it.</summary>
    public static CheckedNode Read(JsonElement node)
    {
        var metadata = node.GetProperty("metadata");
        return new CheckedNode(
            metadata.GetProperty("name").GetString()!, CheckedPod.Texts(metadata, "annotations"), node.TryGetProperty("status", out var status) ? CheckedPod.Texts(status, "capacity") : CheckedPod.NoTexts);
    }
}
