using System.Text.Json;

namespace Hami.Kubernetes.Watch;

/// <summary>Calls a reader and turns whatever is wrong with the object into one kind of error that names it.</summary>
internal static class ResourceDecoder
{
    /// <exception cref="UndecodableException">The object isn't usable.</exception>
    public static T Decode<T>(IResourceReader<T> reader, ReadOnlySpan<byte> json) where T : class, IResource
    {
        try
        {
            var bytes = new Utf8JsonReader(json, JsonLimits.Reader);
            bytes.Read();
            if (bytes.TokenType != JsonTokenType.StartObject) throw new JsonException("not an object");
            var item = reader.Read(ref bytes);
            return item.Name.Length > 0 ? item : throw new JsonException("metadata.name is missing");
        }
        catch (Exception e) when (e is JsonException or FormatException or InvalidOperationException or OverflowException)
        {
            throw new UndecodableException(Identify(json), e);
        }
    }

    private static ResourceIdentity Identify(ReadOnlySpan<byte> json)
    {
        try
        {
            return ResourceIdentity.Read(json);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return new ResourceIdentity("", "", "", "");
        }
    }
}
