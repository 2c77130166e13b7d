using System.Text;
using System.Text.Json;

namespace Hami.Core.Protocol.Objects;

/// <summary>Reads the JSON of Kubernetes objects: null means absent, members not asked for are passed over, another type than expected is refused.</summary>
internal static class ObjectJson
{
    private const int ShownBytes = 64;
    private const int PooledBytes = 256;

    public static MalformedException EndsEarly => new("the object ends early");

    /// <summary>Goes on to the next token.</summary>
    public static void Next(ref Utf8JsonReader reader)
    {
        if (!reader.Read()) throw EndsEarly;
    }

    /// <summary>Passes over the value of the member at which the reader stands, or the value itself.</summary>
    public static void Skip(ref Utf8JsonReader reader)
    {
        if (!reader.TrySkip()) throw EndsEarly;
    }

    /// <summary>At a member name: whether its value is an object to read.</summary>
    public static bool EntersObject(ref Utf8JsonReader reader, Place place)
    {
        Next(ref reader);
        return IsObject(ref reader, place);
    }

    /// <summary>At a value: whether it is an object to read.</summary>
    public static bool IsObject(ref Utf8JsonReader reader, Place place)
    {
        if (reader.TokenType == JsonTokenType.Null) return false;
        return reader.TokenType == JsonTokenType.StartObject ? true : throw Malformed(ref reader, place, "an object");
    }

    /// <summary>At a member name: whether its value is an array to read.</summary>
    public static bool EntersArray(ref Utf8JsonReader reader, Place place)
    {
        Next(ref reader);
        if (reader.TokenType == JsonTokenType.Null) return false;
        return reader.TokenType == JsonTokenType.StartArray ? true : throw Malformed(ref reader, place, "an array");
    }

    /// <summary>Goes on to the next member name of an object, false at its end.</summary>
    public static bool NextMember(ref Utf8JsonReader reader)
    {
        Next(ref reader);
        return reader.TokenType != JsonTokenType.EndObject;
    }

    /// <summary>Goes on to the next element of an array, false at its end.</summary>
    public static bool NextElement(ref Utf8JsonReader reader)
    {
        Next(ref reader);
        return reader.TokenType != JsonTokenType.EndArray;
    }

    /// <summary>At a member name: its text, empty when null.</summary>
    public static string Text(ref Utf8JsonReader reader, Place place) => EntersText(ref reader, place) ? reader.GetString()! : "";

    /// <summary>At a member name: its text, of a kind that comes again and again.</summary>
    public static string SharedText(ref Utf8JsonReader reader, Place place) => EntersText(ref reader, place) ? Share(ref reader) : "";

    /// <summary>At a member name: whether its value is this text.</summary>
    public static bool IsText(ref Utf8JsonReader reader, ReadOnlySpan<byte> text, Place place) =>
        EntersText(ref reader, place) && reader.ValueTextEquals(text);

    /// <summary>At a member name: whether its value is the number 0.</summary>
    public static bool IsZero(ref Utf8JsonReader reader, Place place)
    {
        Next(ref reader);
        if (reader.TokenType == JsonTokenType.Null) return false;
        return reader.TokenType == JsonTokenType.Number ? reader.ValueSpan.SequenceEqual("0"u8) : throw Malformed(ref reader, place, "a number");
    }

    /// <summary>The text or number at which the reader stands, of a kind that comes again and again.</summary>
    public static string Share(ref Utf8JsonReader reader)
    {
        Span<char> buffer = stackalloc char[PooledBytes];
        if (reader.TokenType == JsonTokenType.Number)
        {
            return reader.ValueSpan.Length > PooledBytes
                ? Encoding.UTF8.GetString(reader.ValueSpan)
                : TextPool.Share(buffer[..Encoding.UTF8.GetChars(reader.ValueSpan, buffer)]);
        }

        return reader.ValueSpan.Length > PooledBytes ? reader.GetString()! : TextPool.Share(buffer[..reader.CopyString(buffer)]);
    }

    /// <summary>The member name at which the reader stands, if it is one of the keys. Names longer than any key in use are kept only where all are.</summary>
    public static bool TryKeep(ref Utf8JsonReader reader, KeySelection keys, out string key)
    {
        Span<char> buffer = stackalloc char[PooledBytes];
        ReadOnlySpan<char> name = reader.ValueSpan.Length > PooledBytes ? reader.GetString() : buffer[..reader.CopyString(buffer)];
        var keeps = keys.TryKeep(name, out var kept);
        key = kept ?? "";
        return keeps;
    }

    public static MalformedException Malformed(ref Utf8JsonReader reader, Place place, string expected)
    {
        var found = reader.TokenType switch
        {
            JsonTokenType.StartObject => "an object",
            JsonTokenType.StartArray => "an array",
            _ => Encoding.UTF8.GetString(reader.ValueSpan[..Math.Min(reader.ValueSpan.Length, ShownBytes)]),
        };
        if (reader.TokenType == JsonTokenType.String) found = GoSyntax.Quote(found);
        return new MalformedException($"{place}: expected {expected}, found {found}");
    }

    private static bool EntersText(ref Utf8JsonReader reader, Place place)
    {
        Next(ref reader);
        if (reader.TokenType == JsonTokenType.Null) return false;
        return reader.TokenType == JsonTokenType.String ? true : throw Malformed(ref reader, place, "a text");
    }
}
