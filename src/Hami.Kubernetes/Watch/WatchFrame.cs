using System.Text.Json;

namespace Hami.Kubernetes.Watch;

/// <summary>One line of a watch: what happened, and the bytes of the object it happened to.</summary>
internal readonly ref struct WatchFrame
{
    private WatchFrame(WatchEventType type, ReadOnlySpan<byte> body)
    {
        Type = type;
        Body = body;
    }

    public WatchEventType Type { get; }

    public ReadOnlySpan<byte> Body { get; }

    /// <exception cref="JsonException">The line isn't an event.</exception>
    public static WatchFrame Parse(ReadOnlySpan<byte> line)
    {
        WatchEventType? type = null;
        ReadOnlySpan<byte> body = default;
        var reader = new Utf8JsonReader(line, JsonLimits.Reader);
        reader.Read();
        if (reader.TokenType != JsonTokenType.StartObject) throw new JsonException("a watch event must be an object");
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var isType = reader.ValueTextEquals("type"u8);
            var isObject = reader.ValueTextEquals("object"u8);
            reader.Read();
            var start = (int)reader.TokenStartIndex;
            if (isType && reader.TokenType == JsonTokenType.String) type = TypeOf(ref reader);
            reader.Skip();
            if (isObject) body = line[start..(int)reader.BytesConsumed];
        }

        // Reading on finds what follows the object on the same line.
        reader.Read();
        if (type is null || body.IsEmpty) throw new JsonException("a watch event must have a type and an object");
        return new WatchFrame(type.Value, body);
    }

    private static WatchEventType TypeOf(ref Utf8JsonReader reader)
    {
        if (reader.ValueTextEquals("ADDED"u8)) return WatchEventType.Added;
        if (reader.ValueTextEquals("MODIFIED"u8)) return WatchEventType.Modified;
        if (reader.ValueTextEquals("DELETED"u8)) return WatchEventType.Deleted;
        if (reader.ValueTextEquals("BOOKMARK"u8)) return WatchEventType.Bookmark;
        if (reader.ValueTextEquals("ERROR"u8)) return WatchEventType.Error;
        throw new JsonException($"unknown watch event type '{reader.GetString()}'");
    }
}
