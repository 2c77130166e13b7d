using CsCheck;
using Hami.Core.Devices;
using Hami.Core.Protocol;
using Hami.Core.Requests;
using Xunit;

namespace Hami.Tests.Protocol;

/// <summary>What a codec writes it reads back as it was.</summary>
public sealed class CodecProperties
{
    private static readonly Gen<string> Text = Gen.OneOf(
        Gen.String[Gen.Char['a', 'z'], 0, 8],
        Gen.String[Gen.Char['\0', '\u2fff'], 0, 8],
        Gen.String[Gen.Char["<&\"\\\n\u2028\u007f ,:;=_é"], 0, 8],
        Gen.Const("\U0001f600"));

    private static readonly Gen<string> PlainText = Text.Select(text => string.Concat(text.Where(character => character is not (',' or ':' or ';'))));

    private static readonly Gen<MigPlacement> Placement = Gen.Select(Gen.Int[0, 7], Gen.Int[1, 8], (start, size) => new MigPlacement(start, size));

    private static readonly Gen<MigProfile> Profile = Gen.Select(
        Text, Gen.Int, Gen.Int, Gen.Int, Placement.Array[0, 3], (name, memory, cores, slices, placements) => new MigProfile(name, memory, cores, slices, placements));

    private static readonly Gen<Device> Device = Gen.Select(
        Gen.Select(Text, Text, Text), Gen.Select(Gen.Int[0, int.MaxValue], Gen.Int, Gen.Int, Gen.Int), Gen.OneOf(Gen.Const(0), Gen.Int), Gen.Bool, Profile.Array[0, 2],
        (texts, numbers, numa, healthy, profiles) => new Device
        {
            Id = texts.Item1, Model = texts.Item2, Mode = texts.Item3, Index = numbers.Item1, Count = numbers.Item2, Memory = numbers.Item3,
            Cores = numbers.Item4, Numa = numa, IsHealthy = healthy, MigProfiles = profiles, Vendor = "V",
        });

    private static readonly Gen<Share> Share = Gen.Select(PlainText, PlainText, Gen.Int, Gen.Int, (id, vendor, memory, cores) => new Share(id, vendor, memory, cores));

    [Fact]
    public void Register_json() => Device.Array[0, 4].Sample(devices =>
        Assert.Equal(Describe(devices), Describe(NodeJsonCodec.Decode(NodeJsonCodec.Encode(devices), "V"))));

    [Fact]
    public void Register_text() => Device.Array[1, 4]
        .Select(devices => devices.Select(device => device with { Id = Plain(device.Id), Model = Plain(device.Model), Mode = Plain(device.Mode), MigProfiles = [] }).ToArray())
        .Sample(devices => Assert.Equal(Describe(devices), Describe(NodeTextCodec.Decode(NodeTextCodec.Encode(devices), "V"))));

    [Fact]
    public void Device_list_but_for_an_empty_container_at_the_end() => Share.Array[0, 3].Array[0, 4].Sample(containers =>
        Assert.Equal([.. containers, []], PodDevicesCodec.Decode(PodDevicesCodec.Encode(containers))));

    [Fact]
    public void Pair_scores() => Gen.Select(Text, Gen.Dictionary(Text, Gen.Int)[0, 4], (uuid, scores) => new DeviceLinks(uuid, scores)).Array[0, 4].Sample(devices =>
    {
        var read = PairScoresCodec.DecodeLinks(PairScoresCodec.Encode(devices));
        Assert.Equal(devices.Select(device => device.Uuid), read.Select(device => device.Uuid));
        Assert.Equal(devices.Select(device => device.Scores.OrderBy(pair => pair.Key)), read.Select(device => device.Scores.OrderBy(pair => pair.Key)));
    });

    [Fact]
    public void Mig_reservations() => Gen.Select(Text, Text, Placement, Text, Gen.Int, Gen.Int)
        .Where(texts => texts.Item1.Length > 0 && texts.Item2.Length > 0)
        .Array[0, 4]
        .Sample(entries =>
        {
            var reservations = entries.Select((entry, index) => new MigReservation
            {
                ContainerIndex = index / 2, DeviceIndex = index % 2, GpuUuid = entry.Item1, Profile = entry.Item2, Placement = entry.Item3,
                MigUuid = entry.Item4.Length > 0 ? entry.Item4 : null,
                GpuInstanceId = entry.Item4.Length > 0 ? entry.Item5 : null,
                ComputeInstanceId = entry.Item4.Length > 0 ? entry.Item6 : null,
            }).ToList();
            Assert.Equal(reservations, MigReservationsCodec.Decode(MigReservationsCodec.Encode(reservations)));
        });

    [Fact]
    public void Weights() => Gen.Select(Gen.Long[0, long.MaxValue], Gen.Long[0, 3], Gen.Long[0, long.MaxValue], (slot, core, memory) => new ScoringWeights(slot, core, memory))
        .Where(weights => weights != default)
        .Sample(weights => Assert.Equal(weights, ScoringWeightsCodec.Decode(ScoringWeightsCodec.Encode(weights))));

    [Fact]
    public void Node_lock_in_whole_seconds() => Gen.Select(Gen.Long[0, 253_402_000_000], Gen.Int[-14 * 60, 14 * 60], PlainText, PlainText)
        .Sample((seconds, minutes, space, name) =>
        {
            var nodeLock = new NodeLock(DateTimeOffset.FromUnixTimeSeconds(seconds).ToOffset(TimeSpan.FromMinutes(minutes)), space, name);
            var read = NodeLockCodec.Decode(NodeLockCodec.Encode(nodeLock));
            Assert.Equal(nodeLock, read);
            Assert.Equal(nodeLock.Time.Offset, read.Time.Offset);
        });

    [Fact]
    public void No_text_brings_forth_anything_but_a_value_or_a_refusal() => Gen.OneOf(Text, Gen.String, Gen.String[Gen.Char["[]{}\",:;=-+0123456789.eETZt idxnul"], 0, 40])
        .Sample(text =>
        {
            foreach (Func<object> decode in (Func<object>[])
            [
                () => NodeTextCodec.Decode(text, "V"), () => NodeJsonCodec.Decode(text, "V"), () => PodDevicesCodec.Decode(text), () => PairScoresCodec.Decode(text),
                () => MigReservationsCodec.Decode(text), () => ScoringWeightsCodec.Decode(text), () => NodeLockCodec.Decode(text),
                () => Handshake.IsHealthy($"Requesting_{text}", DateTimeOffset.UnixEpoch, TimeSpan.Zero, 0),
            ])
            {
                try { decode(); }
                catch (MalformedException) { }
            }
        }, iter: 20_000);

    private static string Plain(string text) => string.Concat(text.Where(character => character is not (',' or ':')));

    private static IEnumerable<string> Describe(IEnumerable<Device> devices) => devices.Select(device =>
        $"{device with { MigProfiles = [] }} {string.Join(';', device.MigProfiles.Select(profile => $"{profile with { Placements = [] }} {string.Join(',', profile.Placements)}"))}");
}
