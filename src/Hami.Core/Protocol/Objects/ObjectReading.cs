using System.Text.Json;

namespace Hami.Core.Protocol.Objects;

/// <summary>What reading any object has in common: where the reader stands before and after, and errors that name the object.</summary>
internal static class ObjectReading
{
    public delegate void ReadMember<TState>(ref Utf8JsonReader reader, ref TState state);

    /// <summary>Reads one object, from its first token (or before it) to its last.</summary>
    public static void Read<TState>(ref Utf8JsonReader reader, string kind, FieldSelection fields, ref ObjectMetadata metadata, ref TState state, ReadMember<TState> readMember)
    {
        try
        {
            if (reader.TokenType == JsonTokenType.None) ObjectJson.Next(ref reader);
            if (reader.TokenType != JsonTokenType.StartObject) throw new MalformedException("expected an object");
            while (ObjectJson.NextMember(ref reader))
            {
                if (reader.ValueTextEquals("metadata"u8)) metadata.Read(ref reader, fields);
                else readMember(ref reader, ref state);
            }
        }
        catch (MalformedException error)
        {
            throw new MalformedException($"{Describe(kind, metadata)}: {error.Message}", error);
        }
        catch (InvalidOperationException error)
        {
            // The reader's word for a text whose bytes or escapes are no characters.
            throw new MalformedException($"{Describe(kind, metadata)}: a text holds what is no character: {error.Message}", error);
        }
    }

    private static string Describe(string kind, in ObjectMetadata metadata) =>
        metadata.Name.Length == 0 ? kind
        : metadata.Namespace.Length == 0 ? $"{kind} {metadata.Name}"
        : $"{kind} {metadata.Namespace}/{metadata.Name}";
}
