using System.Text.Json;

namespace Hami.Kubernetes.Watch;

/// <summary>The part of an object's metadata that tells which it is, read from objects that no slim type is made of.</summary>
internal readonly record struct ResourceIdentity(string Namespace, string Name, string Uid, string ResourceVersion)
{
    public ObjectKey Key => new(Namespace, Name);

    /// <summary>Reads it; what is missing or of the wrong type is empty.</summary>
    /// <exception cref="JsonException">The bytes aren't a JSON object.</exception>
    public static ResourceIdentity Read(ReadOnlySpan<byte> json)
    {
        var identity = new ResourceIdentity("", "", "", "");
        var reader = new Utf8JsonReader(json, JsonLimits.Reader);
        reader.Read();
        if (reader.TokenType != JsonTokenType.StartObject) throw new JsonException("not an object");
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var isMetadata = reader.ValueTextEquals("metadata"u8);
            reader.Read();
            if (isMetadata && reader.TokenType == JsonTokenType.StartObject) identity = ReadMetadata(ref reader);
            else reader.Skip();
        }

        return identity;
    }

    private static ResourceIdentity ReadMetadata(ref Utf8JsonReader reader)
    {
        string ns = "", name = "", uid = "", version = "";
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("namespace"u8)) ns = ReadText(ref reader);
            else if (reader.ValueTextEquals("name"u8)) name = ReadText(ref reader);
            else if (reader.ValueTextEquals("uid"u8)) uid = ReadText(ref reader);
            else if (reader.ValueTextEquals("resourceVersion"u8)) version = ReadText(ref reader);
            else
            {
                reader.Read();
                reader.Skip();
            }
        }

        return new ResourceIdentity(ns, name, uid, version);
    }

    private static string ReadText(ref Utf8JsonReader reader)
    {
        reader.Read();
        if (reader.TokenType == JsonTokenType.String) return reader.GetString() ?? "";
        reader.Skip();
        return "";
    }
}
