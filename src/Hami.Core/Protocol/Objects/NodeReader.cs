using System.Text.Json;
using Hami.Core.Devices;
using Hami.Core.Requests;

namespace Hami.Core.Protocol.Objects;

/// <summary>Reads Node objects (v1), taking only what placement uses.</summary>
public static class NodeReader
{
    /// <summary>
    /// Reads the object at which the reader stands (at its first token, or before it); afterwards the reader stands
    /// at its last token. What is absent or null is empty. The whole object must be in the reader.
    /// </summary>
    /// <exception cref="MalformedException">A value has another type than its field; the message names the node and the path. The reader is left inside the object.</exception>
    /// <exception cref="JsonException">The bytes are no JSON.</exception>
    public static Node Read(ref Utf8JsonReader reader, FieldSelection fields)
    {
        var metadata = new ObjectMetadata();
        var state = new State(fields);
        ObjectReading.Read(ref reader, "node", fields, ref metadata, ref state, ReadMember);
        return new Node
        {
            Name = metadata.Name,
            Uid = metadata.Uid,
            ResourceVersion = metadata.ResourceVersion,
            Labels = metadata.Labels,
            Annotations = metadata.Annotations,
            Capacity = state.Capacity,
            Allocatable = state.Allocatable,
            IsReady = state.IsReady,
        };
    }

    private static void ReadMember(ref Utf8JsonReader reader, ref State state)
    {
        if (!reader.ValueTextEquals("status"u8))
        {
            ObjectJson.Skip(ref reader);
            return;
        }

        if (!ObjectJson.EntersObject(ref reader, "status")) return;
        while (ObjectJson.NextMember(ref reader))
        {
            if (reader.ValueTextEquals("capacity"u8)) state.Capacity = ResourceListReader.Read(ref reader, "status.capacity", state.Fields.Resources);
            else if (reader.ValueTextEquals("allocatable"u8)) state.Allocatable = ResourceListReader.Read(ref reader, "status.allocatable", state.Fields.Resources);
            else if (reader.ValueTextEquals("conditions"u8)) state.IsReady = ReadReady(ref reader);
            else ObjectJson.Skip(ref reader);
        }
    }

    private static bool ReadReady(ref Utf8JsonReader reader)
    {
        const string Path = "status.conditions";
        var ready = true;
        if (!ObjectJson.EntersArray(ref reader, Path)) return true;
        for (var index = 0; ObjectJson.NextElement(ref reader); index++)
        {
            var place = new Place(Path, index);
            if (!ObjectJson.IsObject(ref reader, place)) continue;
            bool isReadiness = false, isTrue = false;
            while (ObjectJson.NextMember(ref reader))
            {
                if (reader.ValueTextEquals("type"u8)) isReadiness = ObjectJson.IsText(ref reader, "Ready"u8, place.Of("type"));
                else if (reader.ValueTextEquals("status"u8)) isTrue = ObjectJson.IsText(ref reader, "True"u8, place.Of("status"));
                else ObjectJson.Skip(ref reader);
            }

            if (isReadiness) ready = isTrue;
        }

        return ready;
    }

    private struct State(FieldSelection fields)
    {
        public readonly FieldSelection Fields = fields;
        public ResourceList Capacity = ResourceList.Empty;
        public ResourceList Allocatable = ResourceList.Empty;
        public bool IsReady = true;
    }
}
