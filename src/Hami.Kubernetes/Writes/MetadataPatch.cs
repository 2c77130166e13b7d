using System.Buffers;
using System.Text.Json;

namespace Hami.Kubernetes.Writes;

/// <summary>A JSON merge patch of an object's labels and annotations, with what must hold for it to be applied.</summary>
public sealed record MetadataPatch
{
    internal const string ContentType = "application/merge-patch+json";

    private static readonly Dictionary<string, string?> Nothing = [];

    /// <summary>Labels to set; null removes one.</summary>
    public IReadOnlyDictionary<string, string?> Labels { get; init; } = Nothing;

    /// <summary>Annotations to set; null removes one.</summary>
    public IReadOnlyDictionary<string, string?> Annotations { get; init; } = Nothing;

    /// <summary>The object must have this identity, else Conflict.</summary>
    public string? Uid { get; init; }

    /// <summary>The object must not have changed since this version, else Conflict.</summary>
    public string? ResourceVersion { get; init; }

    internal ReadOnlyMemory<byte> ToJson()
    {
        var buffer = new ArrayBufferWriter<byte>(256);
        using var json = new Utf8JsonWriter(buffer);
        json.WriteStartObject();
        json.WriteStartObject("metadata"u8);
        if (Uid is not null) json.WriteString("uid"u8, Uid);
        if (ResourceVersion is not null) json.WriteString("resourceVersion"u8, ResourceVersion);
        Write(json, "labels", Labels);
        Write(json, "annotations", Annotations);
        json.WriteEndObject();
        json.WriteEndObject();
        json.Flush();
        return buffer.WrittenMemory;
    }

    private static void Write(Utf8JsonWriter json, string field, IReadOnlyDictionary<string, string?> entries)
    {
        if (entries.Count == 0) return;
        json.WriteStartObject(field);
        foreach (var (key, value) in entries) json.WriteString(key, value);
        json.WriteEndObject();
    }
}
