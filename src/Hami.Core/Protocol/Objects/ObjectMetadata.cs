using System.Text.Json;

namespace Hami.Core.Protocol.Objects;

/// <summary>What is used of <c>metadata</c>.</summary>
internal struct ObjectMetadata()
{
    public string Namespace = "";
    public string Name = "";
    public string Uid = "";
    public string ResourceVersion = "";
    public bool IsTerminating;
    public IReadOnlyDictionary<string, string> Labels = TextMap.Of(null);
    public IReadOnlyDictionary<string, string> Annotations = TextMap.Of(null);

    /// <summary>At the member name <c>metadata</c>. What was read before an error stays: the error can name the object.</summary>
    public void Read(ref Utf8JsonReader reader, FieldSelection fields)
    {
        if (!ObjectJson.EntersObject(ref reader, "metadata")) return;
        while (ObjectJson.NextMember(ref reader))
        {
            if (reader.ValueTextEquals("name"u8)) Name = ObjectJson.Text(ref reader, "metadata.name");
            else if (reader.ValueTextEquals("namespace"u8)) Namespace = ObjectJson.SharedText(ref reader, "metadata.namespace");
            else if (reader.ValueTextEquals("uid"u8)) Uid = ObjectJson.Text(ref reader, "metadata.uid");
            else if (reader.ValueTextEquals("resourceVersion"u8)) ResourceVersion = ObjectJson.Text(ref reader, "metadata.resourceVersion");
            else if (reader.ValueTextEquals("deletionTimestamp"u8)) IsTerminating = ObjectJson.Text(ref reader, "metadata.deletionTimestamp").Length > 0;
            else if (reader.ValueTextEquals("labels"u8)) Labels = ReadMap(ref reader, "metadata.labels", fields.Labels, areShared: true);
            else if (reader.ValueTextEquals("annotations"u8)) Annotations = ReadMap(ref reader, "metadata.annotations", fields.Annotations, areShared: false);
            else ObjectJson.Skip(ref reader);
        }
    }

    private static IReadOnlyDictionary<string, string> ReadMap(ref Utf8JsonReader reader, string path, KeySelection keys, bool areShared)
    {
        List<KeyValuePair<string, string>>? entries = null;
        if (!ObjectJson.EntersObject(ref reader, path)) return TextMap.Of(null);
        while (ObjectJson.NextMember(ref reader))
        {
            if (!ObjectJson.TryKeep(ref reader, keys, out var key))
            {
                ObjectJson.Skip(ref reader);
                continue;
            }

            var place = new Place(path, Member: key);
            var value = areShared ? ObjectJson.SharedText(ref reader, place) : ObjectJson.Text(ref reader, place);
            (entries ??= []).Add(KeyValuePair.Create(key, value));
        }

        return TextMap.Of(entries);
    }
}
