using System.Text.Json;
using System.Text.Json.Serialization;

namespace Hami.Nodes.Handover.Cdi;

/// <summary>
/// The format's JSON. A member that is not known here is an error: left out when a card's edits are taken over, it could be the one that
/// the card needs.
/// </summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    RespectNullableAnnotations = true,
    WriteIndented = true)]
[JsonSerializable(typeof(CdiSpecification))]
internal sealed partial class CdiJson : JsonSerializerContext
{
    /// <summary>Writes a specification as the runtime reads it.</summary>
    public static byte[] Write(CdiSpecification specification) =>
        JsonSerializer.SerializeToUtf8Bytes(specification, Default.CdiSpecification);
}
