using System.Globalization;
using System.Text;
using System.Text.Json;
using Hami.Core.Devices;

namespace Hami.Core.Protocol;

/// <summary><c>{"start":0,"size":1}</c>, in register annotations and in reservations.</summary>
internal static class MigPlacementJson
{
    public static MigPlacement Decode(ref Utf8JsonReader reader, string list)
    {
        int start = 0, size = 0;
        while (AnnotationJson.NextMember(ref reader, out var name))
        {
            switch (name)
            {
                case "start": start = AnnotationJson.Int32(ref reader, $"{list}, start"); break;
                case "size": size = AnnotationJson.Int32(ref reader, $"{list}, size"); break;
                default: reader.Skip(); break;
            }
        }

        // Beyond this the end of the interval overflows, and two overlapping instances look apart.
        if ((long)start + size > int.MaxValue)
            throw new MalformedException($"{list}: placement from {start} of {size} slices: expected an end within 32 bits");
        return new MigPlacement(start, size);
    }

    public static void Encode(StringBuilder json, MigPlacement placement) =>
        json.Append(CultureInfo.InvariantCulture, $"{{\"start\":{placement.Start},\"size\":{placement.Size}}}");
}
