using System.Globalization;
using System.Text.Json;
using Hami.Core.Devices;
using Hami.Core.Protocol;
using Hami.Core.Requests;
using Hami.Tests.Vectors;
using Xunit;

namespace Hami.Tests.Protocol;

/// <summary>Every annotation text of the golden vectors is accepted or refused as the original does it, means the same, and is written back the same.</summary>
public sealed class CodecVectorTests
{
    private const string Vendor = "the vendor";
    private static readonly DateTimeOffset Now = new(2024, 1, 12, 10, 20, 1, TimeSpan.FromHours(5.5));

    /// <summary>The operations that are asserted here; <c>request</c> belongs to the vendors.</summary>
    private static readonly Dictionary<string, Action<Scenario>> Operations = new()
    {
        ["node-text-decode"] = scenario => AssertNode(scenario, NodeTextCodec.Decode, NodeTextCodec.Encode),
        ["node-json-decode"] = scenario => AssertNode(scenario, NodeJsonCodec.Decode, NodeJsonCodec.Encode),
        ["pod-decode"] = AssertPodDevices,
        ["pair-scores-decode"] = AssertPairScores,
        ["mig-record-decode"] = AssertMigReservations,
        ["weights-decode"] = AssertWeights,
        ["lock-decode"] = AssertNodeLock,
        ["handshake"] = AssertHandshake,
    };

    public static TheoryData<string> Ids => [.. Scenarios.Keys];

    private static Dictionary<string, Scenario> Scenarios { get; } = VectorFile.OfKind("codec")
        .Where(scenario => scenario.Text("op") != "request")
        .ToDictionary(scenario => scenario.Id);

    [Theory]
    [MemberData(nameof(Ids))]
    public void Agrees(string id) => Operations[Scenarios[id].Text("op")!](Scenarios[id]);

    [Fact]
    public void Every_operation_has_scenarios() =>
        Assert.Equal(Operations.Keys.Order(), Scenarios.Values.Select(scenario => scenario.Text("op")!).Distinct().Order());

    private static void AssertNode(
        Scenario scenario, Func<string, string, IReadOnlyList<Device>> decode, Func<IReadOnlyList<Device>, string> encode)
    {
        if (IsRefused(scenario, text => decode(text, Vendor))) return;
        var devices = decode(scenario.Text("text")!, Vendor);
        Assert.All(devices, device => Assert.Equal(Vendor, device.Vendor));

        // A null in the list is an entry in the original, of which nothing can be asked; here it is no device.
        var expected = scenario.Expect.GetProperty("cards").EnumerateArray().Where(card => card.ValueKind != JsonValueKind.Null);
        Assert.Equal(expected.Select(Canonical), devices.Select(ToCard).Select(Canonical));
        if (scenario.Expect.TryGetProperty("re_encoded", out var encoded)) Assert.Equal(encoded.GetString(), encode(devices));
    }

    private static void AssertPodDevices(Scenario scenario)
    {
        if (IsRefused(scenario, PodDevicesCodec.Decode)) return;
        var containers = PodDevicesCodec.Decode(scenario.Text("text")!);
        Assert.Equal(
            scenario.Expect.GetProperty("containers").EnumerateArray().Select(container => container.EnumerateArray().Select(ToShare).ToList()),
            containers);
        Assert.Equal(scenario.Expect.GetProperty("re_encoded").GetString(), PodDevicesCodec.Encode(containers));
    }

    private static void AssertPairScores(Scenario scenario)
    {
        if (IsRefused(scenario, PairScoresCodec.DecodeLinks)) return;
        var text = scenario.Text("text")!;
        var value = scenario.Expect.GetProperty("value");
        Assert.Equal(Compact(value), PairScoresCodec.Encode(PairScoresCodec.DecodeLinks(text)));

        var scores = PairScoresCodec.Decode(text);
        foreach (var from in value.EnumerateArray())
        {
            var uuid = from.TryGetProperty("uuid", out var given) ? given.GetString()! : "";
            foreach (var to in from.GetProperty("score").EnumerateObject())
                Assert.Equal(to.Value.GetInt32(), scores.Between(uuid, to.Name));
        }
    }

    private static void AssertMigReservations(Scenario scenario)
    {
        if (IsRefused(scenario, MigReservationsCodec.Decode)) return;
        var value = scenario.Expect.GetProperty("value");
        Assert.Equal(
            value.ValueKind == JsonValueKind.Null ? "[]" : Compact(value),
            MigReservationsCodec.Encode(MigReservationsCodec.Decode(scenario.Text("text")!)));
    }

    private static void AssertWeights(Scenario scenario)
    {
        var text = scenario.Text("text")!;
        var expect = scenario.Expect;
        if (!expect.GetProperty("ok").GetBoolean())
        {
            var error = Assert.Throws<MalformedException>(() => ScoringWeightsCodec.Decode(text));
            Assert.Contains(expect.GetProperty("error").GetString()!, error.Message);
            return;
        }

        Assert.Equal(
            new ScoringWeights(expect.GetProperty("slot").GetInt64(), expect.GetProperty("core").GetInt64(), expect.GetProperty("memory").GetInt64()),
            ScoringWeightsCodec.Decode(text));
    }

    private static void AssertNodeLock(Scenario scenario)
    {
        if (IsRefused(scenario, text => NodeLockCodec.Decode(text))) return;
        var nodeLock = NodeLockCodec.Decode(scenario.Text("text")!);
        var expect = scenario.Expect;
        Assert.Equal(expect.GetProperty("unix_time").GetInt64(), nodeLock.Time.ToUnixTimeSeconds());
        Assert.Equal(expect.GetProperty("namespace").GetString(), nodeLock.Namespace);
        Assert.Equal(expect.GetProperty("name").GetString(), nodeLock.Name);
    }

    private static void AssertHandshake(Scenario scenario)
    {
        var written = Now.AddSeconds(-scenario.Json.GetProperty("age_s").GetInt32());
        var text = scenario.Text("text")!.Replace("{time}", written.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture));
        var allocatable = long.Parse(scenario.Text("allocatable") ?? "0", CultureInfo.InvariantCulture);
        Assert.Equal(
            scenario.Expect.GetProperty("healthy").GetBoolean(),
            Handshake.IsHealthy(text.Length == 0 ? null : text, Now.ToUniversalTime(), Now.Offset, allocatable));
    }

    private static bool IsRefused(Scenario scenario, Func<string, object> decode)
    {
        if (scenario.Expect.GetProperty("ok").GetBoolean()) return false;
        Assert.Throws<MalformedException>(() => decode(scenario.Text("text")!));
        return true;
    }

    private static Share ToShare(JsonElement card) => new(
        card.GetProperty("uuid").GetString()!, card.GetProperty("type").GetString()!, card.GetProperty("mem").GetInt32(), card.GetProperty("cores").GetInt32());

    private static JsonElement ToCard(Device device)
    {
        var card = new Dictionary<string, object>
        {
            ["id"] = device.Id, ["index"] = device.Index, ["count"] = device.Count, ["devmem"] = device.Memory, ["devcore"] = device.Cores,
            ["type"] = device.Model, ["numa"] = device.Numa, ["mode"] = device.Mode, ["health"] = device.IsHealthy,
        };
        if (device.CustomInfo.Length > 0) card["custominfo"] = JsonDocument.Parse(device.CustomInfo).RootElement;
        if (device.MigProfiles.Count > 0)
        {
            card["migProfiles"] = device.MigProfiles.Select(profile => new Dictionary<string, object>
            {
                ["name"] = profile.Name, ["memoryMB"] = profile.Memory, ["core"] = profile.Cores, ["sliceCount"] = profile.SliceCount,
                ["placements"] = profile.Placements.Select(placement => new Dictionary<string, int> { ["start"] = placement.Start, ["size"] = placement.Size }),
            });
        }

        return JsonSerializer.SerializeToElement(card);
    }

    private static string Canonical(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Object => "{" + string.Join(',', value.EnumerateObject().OrderBy(member => member.Name, StringComparer.Ordinal).Select(member => $"{member.Name}:{Canonical(member.Value)}")) + "}",
        JsonValueKind.Array => "[" + string.Join(',', value.EnumerateArray().Select(Canonical)) + "]",
        JsonValueKind.String => $"\"{value.GetString()}\"",
        _ => value.GetRawText(),
    };

    private static string Compact(JsonElement value) => JsonSerializer.Serialize(value);
}
