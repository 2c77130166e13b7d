using System.Text;
using System.Text.Json;
using Hami.Core.Devices;

namespace Hami.Core.Protocol;

/// <summary>The pair scores of a node, <c>[{"uuid":A,"score":{B:10}},…]</c> (control-plane.md §6.8).</summary>
public static class PairScoresCodec
{
    /// <summary>Reads the scores in the form in which they are looked up.</summary>
    /// <exception cref="MalformedException">No such JSON, or a value of another type; it makes the register annotation of the whole node unusable.</exception>
    public static PairScores Decode(string text) => new(
        from links in DecodeLinks(text)
        from score in links.Scores
        select KeyValuePair.Create((links.Uuid, score.Key), score.Value));

    /// <summary>Reads the scores as they are written.</summary>
    /// <exception cref="MalformedException">No such JSON, or a value of another type.</exception>
    public static IReadOnlyList<DeviceLinks> DecodeLinks(string text) =>
        AnnotationJson.Decode(text, "a JSON array of pair scores", DecodeList);

    /// <summary>Writes the scores; the other devices in order of UUID, empty members left out.</summary>
    public static string Encode(IReadOnlyList<DeviceLinks> devices)
    {
        var json = new StringBuilder("[");
        foreach (var device in devices)
        {
            if (json.Length > 1) json.Append(',');
            json.Append('{');
            if (device.Uuid.Length > 0) GoSyntax.AppendJsonText(json.Append("\"uuid\":"), device.Uuid);
            if (device.Scores.Count > 0)
            {
                if (device.Uuid.Length > 0) json.Append(',');
                json.Append("\"score\":{");
                var first = true;
                foreach (var (uuid, score) in device.Scores.OrderBy(pair => pair.Key, StringComparer.Ordinal))
                {
                    if (!first) json.Append(',');
                    first = false;
                    GoSyntax.AppendJsonText(json, uuid).Append(':').Append(score);
                }

                json.Append('}');
            }

            json.Append('}');
        }

        return json.Append(']').ToString();
    }

    private static List<DeviceLinks> DecodeList(ref Utf8JsonReader reader)
    {
        var devices = new List<DeviceLinks>();
        if (!AnnotationJson.IsArray(ref reader, "pair scores")) return devices;
        for (var position = 0; AnnotationJson.NextElement(ref reader); position++)
        {
            var field = $"pair scores of device {position}";
            if (AnnotationJson.IsObject(ref reader, field)) devices.Add(DecodeDevice(ref reader, field));
        }

        return devices;
    }

    private static DeviceLinks DecodeDevice(ref Utf8JsonReader reader, string device)
    {
        var uuid = "";
        var scores = new Dictionary<string, int>();
        while (AnnotationJson.NextMember(ref reader, out var name))
        {
            var field = $"{device}, {name}";
            switch (name)
            {
                case "uuid": uuid = AnnotationJson.Text(ref reader, field); break;
                case "score":
                    AnnotationJson.IsObject(ref reader, field);
                    DecodeScores(ref reader, field, scores);
                    break;
                default: reader.Skip(); break;
            }
        }

        return new DeviceLinks(uuid, scores);
    }

    private static void DecodeScores(ref Utf8JsonReader reader, string field, Dictionary<string, int> scores)
    {
        while (true)
        {
            reader.Read();
            if (reader.TokenType == JsonTokenType.EndObject) return;
            var uuid = reader.GetString()!;
            reader.Read();
            scores[uuid] = reader.TokenType == JsonTokenType.Null ? 0 : AnnotationJson.Int32(ref reader, $"{field} of {GoSyntax.Quote(uuid)}");
        }
    }
}
