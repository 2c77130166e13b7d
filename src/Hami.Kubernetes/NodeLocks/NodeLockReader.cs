using System.Text.Json;
using Hami.Kubernetes.Api;

namespace Hami.Kubernetes.NodeLocks;

/// <summary>Reads one annotation of a node from the quorum, with the version that a patch must name.</summary>
internal sealed class NodeLockReader(ApiClient api, string annotation)
{
    /// <exception cref="ApiException">No answer, no such node, or not a node.</exception>
    public async Task<(string? Text, string ResourceVersion)> ReadAsync(string node, CancellationToken cancellation)
    {
        var path = ResourcePath.Nodes.Item("", node);
        var json = await api.GetAsync("nodes", path, cancellation);
        try
        {
            return Read(json.Span);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            throw new ApiException(ApiErrorKind.Malformed, $"get {path}: not a node: {e.Message}", e);
        }
    }

    private (string? Text, string ResourceVersion) Read(ReadOnlySpan<byte> json)
    {
        string? text = null;
        var version = "";
        var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = 256 });
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var isMetadata = reader.ValueTextEquals("metadata"u8);
            reader.Read();
            if (!isMetadata || reader.TokenType != JsonTokenType.StartObject)
            {
                reader.Skip();
                continue;
            }

            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                if (reader.ValueTextEquals("resourceVersion"u8))
                {
                    reader.Read();
                    version = reader.GetString() ?? "";
                }
                else if (reader.ValueTextEquals("annotations"u8))
                {
                    reader.Read();
                    text = ReadAnnotation(ref reader);
                }
                else
                {
                    reader.Read();
                    reader.Skip();
                }
            }
        }

        return version.Length > 0 ? (text, version) : throw new JsonException("metadata.resourceVersion is missing");
    }

    private string? ReadAnnotation(ref Utf8JsonReader reader)
    {
        string? text = null;
        if (reader.TokenType != JsonTokenType.StartObject) return null;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var wanted = reader.ValueTextEquals(annotation);
            reader.Read();
            if (wanted) text = reader.GetString();
        }

        return text;
    }
}
