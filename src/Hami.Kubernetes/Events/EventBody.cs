using System.Buffers;
using System.Globalization;
using System.Text.Json;

namespace Hami.Kubernetes.Events;

/// <summary>core/v1 Events as JSON.</summary>
internal static class EventBody
{
    public static ReadOnlyMemory<byte> Create(EventKey what, EventSighting seen, string component) => Write(json =>
    {
        json.WriteString("apiVersion"u8, "v1"u8);
        json.WriteString("kind"u8, "Event"u8);
        json.WriteStartObject("metadata"u8);
        json.WriteString("name"u8, seen.Name);
        json.WriteString("namespace"u8, NamespaceOf(what.Subject));
        json.WriteEndObject();
        json.WriteStartObject("involvedObject"u8);
        json.WriteString("apiVersion"u8, what.Subject.ApiVersion);
        json.WriteString("kind"u8, what.Subject.Kind);
        if (what.Subject.Namespace.Length > 0) json.WriteString("namespace"u8, what.Subject.Namespace);
        json.WriteString("name"u8, what.Subject.Name);
        json.WriteString("uid"u8, what.Subject.Uid);
        json.WriteEndObject();
        json.WriteString("type"u8, what.Type == EventType.Normal ? "Normal"u8 : "Warning"u8);
        json.WriteString("reason"u8, what.Reason);
        json.WriteString("message"u8, what.Message);
        json.WriteStartObject("source"u8);
        json.WriteString("component"u8, component);
        json.WriteEndObject();
        json.WriteString("firstTimestamp"u8, Time(seen.First));
        WriteCount(json, seen);
    });

    public static ReadOnlyMemory<byte> Repeat(EventSighting seen) => Write(json => WriteCount(json, seen));

    public static string NamespaceOf(EventSubject subject) =>
        subject.Namespace.Length > 0 ? subject.Namespace : "default";

    private static void WriteCount(Utf8JsonWriter json, EventSighting seen)
    {
        json.WriteString("lastTimestamp"u8, Time(seen.Last));
        json.WriteNumber("count"u8, seen.Count);
    }

    private static ReadOnlyMemory<byte> Write(Action<Utf8JsonWriter> fields)
    {
        var buffer = new ArrayBufferWriter<byte>(1024);
        using var json = new Utf8JsonWriter(buffer);
        json.WriteStartObject();
        fields(json);
        json.WriteEndObject();
        json.Flush();
        return buffer.WrittenMemory;
    }

    private static string Time(DateTimeOffset at) =>
        at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
