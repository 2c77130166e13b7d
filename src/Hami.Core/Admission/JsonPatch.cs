using System.Buffers;
using System.Text.Json;

namespace Hami.Core.Admission;

/// <summary>A JSON Patch (RFC 6902) in the making.</summary>
internal sealed class JsonPatch : IDisposable
{
    private readonly ArrayBufferWriter<byte> buffer = new();
    private readonly Utf8JsonWriter writer;

    public JsonPatch()
    {
        writer = new Utf8JsonWriter(buffer);
        writer.WriteStartArray();
    }

    public bool IsEmpty { get; private set; } = true;

    /// <summary>A member name as part of a JSON Pointer.</summary>
    public static string Escape(string member) => member.Replace("~", "~0", StringComparison.Ordinal).Replace("/", "~1", StringComparison.Ordinal);

    public void Set(string pointer, string value, bool replaces) => Operation(replaces ? "replace" : "add", pointer, static (json, text) => json.WriteStringValue(text), value);

    public void Add<TValue>(string pointer, TValue value, Action<Utf8JsonWriter, TValue> write) => Operation("add", pointer, write, value);

    public void Remove(string pointer) => Operation<object?>("remove", pointer, null, null);

    public byte[] ToUtf8()
    {
        writer.WriteEndArray();
        writer.Flush();
        return buffer.WrittenSpan.ToArray();
    }

    public void Dispose() => writer.Dispose();

    private void Operation<TValue>(string name, string pointer, Action<Utf8JsonWriter, TValue>? write, TValue value)
    {
        IsEmpty = false;
        writer.WriteStartObject();
        writer.WriteString("op"u8, name);
        writer.WriteString("path"u8, pointer);
        if (write is not null)
        {
            writer.WritePropertyName("value"u8);
            write(writer, value);
        }

        writer.WriteEndObject();
    }
}
