using System.Text.Json;
using Hami.Core.Requests;

namespace Hami.Core.Protocol.Objects;

/// <summary>Reads <c>limits</c>, <c>capacity</c> and the like: quantities are texts or numbers, null is 0.</summary>
internal static class ResourceListReader
{
    private static readonly Quantity Zero = new("0");

    /// <summary>At the member name.</summary>
    public static ResourceList Read(ref Utf8JsonReader reader, Place place, KeySelection keys)
    {
        if (!ObjectJson.EntersObject(ref reader, place)) return ResourceList.Empty;
        List<KeyValuePair<string, Quantity>>? entries = null;
        while (ObjectJson.NextMember(ref reader))
        {
            if (ObjectJson.TryKeep(ref reader, keys, out var name)) (entries ??= []).Add(KeyValuePair.Create(name, ReadQuantity(ref reader, place, name)));
            else ObjectJson.Skip(ref reader);
        }

        return entries is null ? ResourceList.Empty : new ResourceList([.. entries]);
    }

    /// <summary>At the name of a resource.</summary>
    public static Quantity ReadQuantity(ref Utf8JsonReader reader, Place place, string name)
    {
        ObjectJson.Next(ref reader);
        return reader.TokenType switch
        {
            JsonTokenType.String or JsonTokenType.Number => new Quantity(ObjectJson.Share(ref reader)),
            JsonTokenType.Null => Zero,
            _ => throw ObjectJson.Malformed(ref reader, place.Of(name), "a quantity as text or number"),
        };
    }
}
