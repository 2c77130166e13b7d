using System.Text;
using System.Text.Json;

namespace Hami.Core.Protocol;

/// <summary>Reads JSON from annotations as strictly about types, and as laxly about the case of member names and about null, as the original does.</summary>
internal static class AnnotationJson
{
    private const int ShownBytes = 64;
    private const int LongestName = 128;

    public delegate T ReadValue<out T>(ref Utf8JsonReader reader);

    /// <summary>Reads a text that is one JSON value and nothing after it.</summary>
    public static T Decode<T>(string text, string expected, ReadValue<T> read)
    {
        try
        {
            var reader = new Utf8JsonReader(Encoding.UTF8.GetBytes(text));
            reader.Read();
            var value = read(ref reader);
            reader.Read();
            return value;
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException)
        {
            throw new MalformedException($"expected {expected}: {error.Message}", error);
        }
    }

    /// <summary>At the value: whether there is an array to read; null stands for none.</summary>
    public static bool IsArray(ref Utf8JsonReader reader, string field) => IsToken(ref reader, JsonTokenType.StartArray, field, "an array");

    /// <summary>At the value: whether there is an object to read; null stands for none.</summary>
    public static bool IsObject(ref Utf8JsonReader reader, string field) => IsToken(ref reader, JsonTokenType.StartObject, field, "an object");

    /// <summary>Goes on to the next element of an array, false at its end.</summary>
    public static bool NextElement(ref Utf8JsonReader reader)
    {
        reader.Read();
        return reader.TokenType != JsonTokenType.EndArray;
    }

    /// <summary>Goes on to the value of the next member of an object that isn't null, false at its end. The name is in lower case.</summary>
    public static bool NextMember(ref Utf8JsonReader reader, out string name)
    {
        while (true)
        {
            reader.Read();
            name = "";
            if (reader.TokenType == JsonTokenType.EndObject) return false;
            name = LowerCaseName(ref reader);
            reader.Read();
            if (reader.TokenType != JsonTokenType.Null) return true;
        }
    }

    public static string Text(ref Utf8JsonReader reader, string field) =>
        reader.TokenType == JsonTokenType.String ? reader.GetString()! : throw Malformed(ref reader, field, "a text");

    public static bool Bool(ref Utf8JsonReader reader, string field) => reader.TokenType switch
    {
        JsonTokenType.True => true,
        JsonTokenType.False => false,
        _ => throw Malformed(ref reader, field, "true or false"),
    };

    public static int Int32(ref Utf8JsonReader reader, string field, int least = int.MinValue)
    {
        const string Expected = "a 32-bit integer without fraction or exponent";
        if (reader.TokenType != JsonTokenType.Number || reader.ValueSpan.ContainsAny((byte)'.', (byte)'e', (byte)'E') || !reader.TryGetInt32(out var value))
            throw Malformed(ref reader, field, Expected);
        return value >= least ? value : throw Malformed(ref reader, field, $"{Expected}, at least {least}");
    }

    public static MalformedException Malformed(ref Utf8JsonReader reader, string field, string expected)
    {
        var found = reader.TokenType switch
        {
            JsonTokenType.StartObject => "an object",
            JsonTokenType.StartArray => "an array",
            _ => Encoding.UTF8.GetString(reader.ValueSpan[..Math.Min(reader.ValueSpan.Length, ShownBytes)]),
        };
        if (reader.TokenType == JsonTokenType.String) found = GoSyntax.Quote(found);
        return new MalformedException($"{field}: expected {expected}, found {found}");
    }

    private static bool IsToken(ref Utf8JsonReader reader, JsonTokenType token, string field, string expected)
    {
        if (reader.TokenType == token) return true;
        return reader.TokenType == JsonTokenType.Null ? false : throw Malformed(ref reader, field, expected);
    }

    private static string LowerCaseName(ref Utf8JsonReader reader)
    {
        // No name in use is as long as this, however it is escaped.
        if (reader.ValueSpan.Length > LongestName) return "";
        Span<char> name = stackalloc char[LongestName];
        return name[..reader.CopyString(name)].ToString().ToLowerInvariant();
    }
}
