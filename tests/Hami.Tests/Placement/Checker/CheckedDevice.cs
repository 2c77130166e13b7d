using System.Globalization;
using System.Text.Json;

namespace Hami.Tests.Placement.Checker;

/// <summary>A device as a node announces it, read by the checker's own means.</summary>
/// <param name="Vendor">The word of the vendor's annotation keys.</param>
/// <param name="Id">UUID.</param>
/// <param name="Slots">Shares that may stand on it.</param>
/// <param name="Memory">MiB.</param>
/// <param name="Cores">Percent.</param>
/// <param name="IsMig">Whether it is cut into hardware instances.</param>
/// <param name="IsHealthy">Whether its agent says that it works.</param>
/// <param name="IsCordoned">Whether an operator has taken it out.</param>
/// <param name="Profiles">The instances that it may be cut into, each as <c>name memory cores start size</c>.</param>
public sealed record CheckedDevice(
    string Vendor, string Id, long Slots, long Memory, long Cores, bool IsMig, bool IsHealthy, bool IsCordoned, IReadOnlySet<string> Profiles)
{
    private const string RegisterStart = "hami.io/node-";
    private const string RegisterEnd = "-register";
    private static readonly HashSet<string> NoProfiles = [];

    /// <summary>All devices of a node.</summary>
    /// <param name="node">The node.</param>
    /// <param name="mluCores">The resource that announces the cores of Cambricon devices.</param>
    /// <param name="mluMemory">The resource that announces their memory.</param>
    public static IEnumerable<CheckedDevice> Of(CheckedNode node, string mluCores, string mluMemory)
    {
        var cordoned = (node.Annotations.GetValueOrDefault("hami.io/device-cordon") ?? "").Split(',').Select(static id => id.Trim()).ToHashSet();
        foreach (var (key, text) in node.Annotations)
        {
            if (!key.StartsWith(RegisterStart, StringComparison.Ordinal) || !key.EndsWith(RegisterEnd, StringComparison.Ordinal)) continue;
            var word = key[RegisterStart.Length..^RegisterEnd.Length];
            var devices = text.StartsWith('[') ? FromJson(word, text) : FromText(word, text);
            foreach (var device in devices) yield return device with { IsCordoned = cordoned.Contains(device.Id) };
        }

        var cores = Number(node.Capacity.GetValueOrDefault(mluCores) ?? "0");
        for (var i = 0; i * 100 < cores; i++)
        {
            var id = $"{node.Name}-cambricon-mlu-{i}";
            yield return new CheckedDevice("cambricon-mlu", id, 100, Number(node.Capacity.GetValueOrDefault(mluMemory) ?? "0") * 25_600 / cores, 100, false, true, cordoned.Contains(id), NoProfiles);
        }
    }

    private static IEnumerable<CheckedDevice> FromText(string word, string text) =>
        from line in text.Split(':')
        where line.Length > 0
        let field = line.Split(',')
        select new CheckedDevice(word, field[0], Number(field[1]), Number(field[2]), Number(field[3]), field is [.., "mig"], field[6] is "true" or "1" or "t" or "T" or "TRUE" or "True", false, NoProfiles);

    private static IEnumerable<CheckedDevice> FromJson(string word, string text)
    {
        using var list = JsonDocument.Parse(text);
        return [.. list.RootElement.EnumerateArray().Select(device => new CheckedDevice(
            word,
            device.GetProperty("id").GetString()!,
            Member(device, "count"),
            Member(device, "devmem"),
            Member(device, "devcore"),
            device.TryGetProperty("mode", out var mode) && mode.GetString() == "mig",
            device.TryGetProperty("health", out var health) && health.GetBoolean(),
            false,
            device.TryGetProperty("migProfiles", out var profiles) ? Instances(profiles) : NoProfiles))];
    }

    private static HashSet<string> Instances(JsonElement profiles) =>
    [
        .. from profile in profiles.EnumerateArray()
           from place in profile.GetProperty("placements").EnumerateArray()
           select $"{profile.GetProperty("name").GetString()} {Member(profile, "memoryMB")} {Member(profile, "core")} {Member(place, "start")} {Member(place, "size")}",
    ];

    private static long Member(JsonElement holder, string name) => holder.TryGetProperty(name, out var value) ? value.GetInt64() : 0;

    private static long Number(string text)
    {
        var (digits, unit) = text switch
        {
            [.., 'k'] => (text[..^1], 1000),
            [.., 'M'] => (text[..^1], 1_000_000),
            [.., 'K', 'i'] => (text[..^2], 1024),
            [.., 'M', 'i'] => (text[..^2], 1 << 20),
            _ => (text, 1),
        };
        return long.Parse(digits, CultureInfo.InvariantCulture) * unit;
    }
}
