using System.Globalization;
using System.Text;
using Hami.Core.Devices;

namespace Hami.Core.Protocol;

/// <summary>
/// The register annotation in its delimited form: devices ended by <c>:</c>, each
/// <c>id,count,memory,cores,model,numa,health</c> and, from newer agents, <c>,index,mode</c> (control-plane.md §3.2).
/// </summary>
public static class NodeTextCodec
{
    private const int OldFields = 7;
    private const int Fields = 9;

    /// <summary>Reads the devices of a node and stamps them with the vendor's key. Blanks count; 7 fields mean index 0 and mode <c>hami-core</c>.</summary>
    /// <exception cref="MalformedException">The text doesn't follow the grammar; one bad device makes the whole list bad.</exception>
    public static IReadOnlyList<Device> Decode(string text, string vendor)
    {
        if (!text.Contains(':'))
            throw new MalformedException($"device list {GoSyntax.Quote(text)}: expected devices each ended by ':'");

        var devices = new List<Device>();
        foreach (var segment in text.Split(':'))
        {
            if (segment.Length > 0) devices.Add(DecodeDevice(segment, devices.Count, vendor));
        }

        return devices;
    }

    /// <summary>Writes the devices of a node, with 9 fields.</summary>
    /// <exception cref="MalformedException">An id, model or mode holds one of the separators.</exception>
    public static string Encode(IReadOnlyList<Device> devices)
    {
        var text = new StringBuilder();
        foreach (var device in devices)
        {
            RefuseSeparators("id", device.Id);
            RefuseSeparators("model", device.Model);
            RefuseSeparators("mode", device.Mode);
            text.Append(CultureInfo.InvariantCulture,
                $"{device.Id},{device.Count},{device.Memory},{device.Cores},{device.Model},{device.Numa},{(device.IsHealthy ? "true" : "false")},{device.Index},{device.Mode}:");
        }

        return text.ToString();
    }

    private static Device DecodeDevice(string segment, int position, string vendor)
    {
        var fields = segment.Split(',');
        if (fields.Length is not (OldFields or Fields))
        {
            throw new MalformedException(
                $"device {position}: {GoSyntax.Quote(segment)} has {fields.Length} fields, expected {OldFields} or {Fields} (id,count,memory,cores,model,numa,health[,index,mode])");
        }

        var index = fields.Length == Fields ? Int32(position, "index", fields[7]) : 0;
        if (index < 0) throw Malformed(position, "index", fields[7], "an integer from 0");
        return new Device
        {
            Id = fields[0],
            Count = Int32(position, "count", fields[1]),
            Memory = Int32(position, "memory", fields[2]),
            Cores = Int32(position, "cores", fields[3]),
            Model = fields[4],
            Numa = Int32(position, "numa", fields[5]),
            IsHealthy = GoSyntax.TryParseBool(fields[6], out var healthy) ? healthy : throw Malformed(position, "health", fields[6], "true or false"),
            Index = index,
            Mode = fields.Length == Fields ? fields[8] : Device.SharedMode,
            Vendor = vendor,
        };
    }

    private static int Int32(int position, string field, string text) =>
        GoSyntax.TryParseInt32(text, out var value) ? value : throw Malformed(position, field, text, "a 32-bit integer without blanks");

    private static MalformedException Malformed(int position, string field, string text, string expected) =>
        new($"device {position}: {field} {GoSyntax.Quote(text)}: expected {expected}");

    private static void RefuseSeparators(string field, string text)
    {
        if (text.AsSpan().ContainsAny(',', ':'))
            throw new MalformedException($"{field} {GoSyntax.Quote(text)}: expected a text without ',' and ':', which separate devices and their fields");
    }
}
