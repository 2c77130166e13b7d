using System.Text.Json;
using Hami.Core.Requests;

namespace Hami.Core.Protocol.Objects;

/// <summary>Reads ResourceQuota objects (v1), of which <c>spec.hard</c> counts.</summary>
public static class ResourceQuotaReader
{
    /// <summary>
    /// Reads the object at which the reader stands (at its first token, or before it); afterwards the reader stands
    /// at its last token. Of a selection of resources <c>x</c> the keys <c>limits.x</c> are kept.
    /// </summary>
    /// <exception cref="MalformedException">A value has another type than its field; the message names the quota and the path. The reader is left inside the object.</exception>
    /// <exception cref="JsonException">The bytes are no JSON.</exception>
    public static ResourceQuota Read(ref Utf8JsonReader reader, FieldSelection fields)
    {
        var metadata = new ObjectMetadata();
        var state = new State(fields);
        ObjectReading.Read(ref reader, "resource quota", fields, ref metadata, ref state, ReadMember);
        return new ResourceQuota
        {
            Namespace = metadata.Namespace,
            Name = metadata.Name,
            Uid = metadata.Uid,
            ResourceVersion = metadata.ResourceVersion,
            Hard = state.Hard,
        };
    }

    private static void ReadMember(ref Utf8JsonReader reader, ref State state)
    {
        if (!reader.ValueTextEquals("spec"u8))
        {
            ObjectJson.Skip(ref reader);
            return;
        }

        if (!ObjectJson.EntersObject(ref reader, "spec")) return;
        while (ObjectJson.NextMember(ref reader))
        {
            if (reader.ValueTextEquals("hard"u8)) state.Hard = ResourceListReader.Read(ref reader, "spec.hard", state.Keys);
            else ObjectJson.Skip(ref reader);
        }
    }

    private struct State(FieldSelection fields)
    {
        public readonly KeySelection Keys = fields.QuotaKeys;
        public ResourceList Hard = ResourceList.Empty;
    }
}
