using System.Globalization;
using System.Text;
using System.Text.Json;
using Hami.Core.Devices;

namespace Hami.Core.Protocol;

/// <summary>The register annotation in its JSON form: an array of devices (control-plane.md §3.2).</summary>
public static class NodeJsonCodec
{
    /// <summary>
    /// Reads the devices of a node and stamps them with the vendor's key. A member that is absent is zero, empty or
    /// false: a device without <c>health</c> is unhealthy, one without <c>mode</c> has none.
    /// </summary>
    /// <exception cref="MalformedException">No such JSON, or a value of another type; one bad device makes the whole list bad.</exception>
    public static IReadOnlyList<Device> Decode(string text, string vendor) =>
        AnnotationJson.Decode(text, "a JSON array of devices", (ref reader) => DecodeDevices(ref reader, vendor));

    /// <summary>Writes the devices of a node, members in the original's order, leaving out what is zero, empty or false.</summary>
    public static string Encode(IReadOnlyList<Device> devices)
    {
        var json = new StringBuilder("[");
        foreach (var device in devices)
        {
            if (json.Length > 1) json.Append(',');
            EncodeDevice(json, device);
        }

        return json.Append(']').ToString();
    }

    private static List<Device> DecodeDevices(ref Utf8JsonReader reader, string vendor)
    {
        var devices = new List<Device>();
        if (!AnnotationJson.IsArray(ref reader, "devices")) return devices;
        for (var position = 0; AnnotationJson.NextElement(ref reader); position++)
        {
            var field = $"device {position}";
            if (AnnotationJson.IsObject(ref reader, field)) devices.Add(DecodeDevice(ref reader, field, vendor));
        }

        return devices;
    }

    private static Device DecodeDevice(ref Utf8JsonReader reader, string device, string vendor)
    {
        string id = "", model = "", mode = "", customInfo = "";
        int index = 0, count = 0, memory = 0, cores = 0, numa = 0;
        var healthy = false;
        IReadOnlyList<MigProfile> profiles = [];
        while (AnnotationJson.NextMember(ref reader, out var name))
        {
            var field = $"{device}, {name}";
            switch (name)
            {
                case "id": id = AnnotationJson.Text(ref reader, field); break;
                case "index": index = AnnotationJson.Int32(ref reader, field, least: 0); break;
                case "count": count = AnnotationJson.Int32(ref reader, field); break;
                case "devmem": memory = AnnotationJson.Int32(ref reader, field); break;
                case "devcore": cores = AnnotationJson.Int32(ref reader, field); break;
                case "type": model = AnnotationJson.Text(ref reader, field); break;
                case "numa": numa = AnnotationJson.Int32(ref reader, field); break;
                case "mode": mode = AnnotationJson.Text(ref reader, field); break;
                case "migprofiles": profiles = DecodeProfiles(ref reader, field); break;
                case "health": healthy = AnnotationJson.Bool(ref reader, field); break;
                case "custominfo": customInfo = RawObject(ref reader, field); break;
                case "devicevendor": AnnotationJson.Text(ref reader, field); break; // the backend that reads the list is the vendor
                case "migtemplate":
                    AnnotationJson.IsArray(ref reader, field);
                    reader.Skip();
                    break;
                default: reader.Skip(); break;
            }
        }

        return new Device
        {
            Id = id,
            Index = index,
            Count = count,
            Memory = memory,
            Cores = cores,
            Model = model,
            Numa = numa,
            Mode = mode,
            MigProfiles = profiles,
            IsHealthy = healthy,
            CustomInfo = customInfo,
            Vendor = vendor,
        };
    }

    private static List<MigProfile> DecodeProfiles(ref Utf8JsonReader reader, string field)
    {
        var profiles = new List<MigProfile>();
        AnnotationJson.IsArray(ref reader, field);
        while (AnnotationJson.NextElement(ref reader))
        {
            if (AnnotationJson.IsObject(ref reader, field)) profiles.Add(DecodeProfile(ref reader, field));
        }

        return profiles;
    }

    private static MigProfile DecodeProfile(ref Utf8JsonReader reader, string list)
    {
        var profileName = "";
        int memory = 0, cores = 0, slices = 0;
        var placements = new List<MigPlacement>();
        while (AnnotationJson.NextMember(ref reader, out var name))
        {
            var field = $"{list}, {name}";
            switch (name)
            {
                case "name": profileName = AnnotationJson.Text(ref reader, field); break;
                case "memorymb": memory = AnnotationJson.Int32(ref reader, field); break;
                case "core": cores = AnnotationJson.Int32(ref reader, field); break;
                case "slicecount": slices = AnnotationJson.Int32(ref reader, field); break;
                case "placements":
                    placements.Clear();
                    AnnotationJson.IsArray(ref reader, field);
                    while (AnnotationJson.NextElement(ref reader))
                    {
                        if (AnnotationJson.IsObject(ref reader, field)) placements.Add(MigPlacementJson.Decode(ref reader, field));
                    }

                    break;
                default: reader.Skip(); break;
            }
        }

        return new MigProfile(profileName, memory, cores, slices, placements);
    }

    private static string RawObject(ref Utf8JsonReader reader, string field)
    {
        AnnotationJson.IsObject(ref reader, field);
        using var document = JsonDocument.ParseValue(ref reader);
        return document.RootElement.GetRawText();
    }

    private static void EncodeDevice(StringBuilder json, Device device)
    {
        json.Append('{');
        var start = json.Length;
        AppendText("id", device.Id);
        AppendNumber("index", device.Index);
        AppendNumber("count", device.Count);
        AppendNumber("devmem", device.Memory);
        AppendNumber("devcore", device.Cores);
        AppendText("type", device.Model);
        AppendNumber("numa", device.Numa);
        AppendText("mode", device.Mode);
        if (device.MigProfiles.Count > 0)
        {
            AppendName("migProfiles");
            EncodeProfiles(json, device.MigProfiles);
        }

        if (device.IsHealthy)
        {
            AppendName("health");
            json.Append("true");
        }

        json.Append('}');

        void AppendName(string name)
        {
            if (json.Length > start) json.Append(',');
            json.Append('"').Append(name).Append("\":");
        }

        void AppendText(string name, string value)
        {
            if (value.Length == 0) return;
            AppendName(name);
            GoSyntax.AppendJsonText(json, value);
        }

        void AppendNumber(string name, int value)
        {
            if (value == 0) return;
            AppendName(name);
            json.Append(value);
        }
    }

    private static void EncodeProfiles(StringBuilder json, IReadOnlyList<MigProfile> profiles)
    {
        json.Append('[');
        for (var i = 0; i < profiles.Count; i++)
        {
            var profile = profiles[i];
            if (i > 0) json.Append(',');
            json.Append("{\"name\":");
            GoSyntax.AppendJsonText(json, profile.Name);
            json.Append(CultureInfo.InvariantCulture,
                $",\"memoryMB\":{profile.Memory},\"core\":{profile.Cores},\"sliceCount\":{profile.SliceCount},\"placements\":[");
            for (var j = 0; j < profile.Placements.Count; j++)
            {
                if (j > 0) json.Append(',');
                MigPlacementJson.Encode(json, profile.Placements[j]);
            }

            json.Append("]}");
        }

        json.Append(']');
    }
}
