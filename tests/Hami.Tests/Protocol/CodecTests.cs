using Hami.Core.Devices;
using Hami.Core.Protocol;
using Xunit;

namespace Hami.Tests.Protocol;

/// <summary>What the golden vectors don't say about the annotation texts.</summary>
public sealed class CodecTests
{
    [Theory]
    [InlineData("GPU-a,x,1,100,T,0,true:", "device 0: count \"x\": expected a 32-bit integer without blanks")]
    [InlineData("a,1,1,1,T,0,true:GPU-a,10,1,100,T,0,maybe:", "device 1: health \"maybe\": expected true or false")]
    [InlineData("GPU-a,10,1,100,T,0,true,-3,mig:", "device 0: index \"-3\": expected an integer from 0")]
    [InlineData("GPU-a,1, 1,100,T,0,true:", "device 0: memory \" 1\": expected a 32-bit integer without blanks")]
    [InlineData("GPU-a,1,+1,1_0,T,0,true:", "device 0: cores \"1_0\": expected a 32-bit integer without blanks")]
    [InlineData("GPU-a,1,1,1,T,2147483648,true:", "device 0: numa \"2147483648\": expected a 32-bit integer without blanks")]
    [InlineData("GPU-a,1\0,1,1,T,0,true:", @"device 0: count ""1\x00"": expected a 32-bit integer without blanks")]
    public void A_bad_register_text_is_refused_with_device_field_value_and_expectation(string text, string message) =>
        Assert.Equal(message, Assert.Throws<MalformedException>(() => NodeTextCodec.Decode(text, "V")).Message);

    [Theory]
    [InlineData("""[{"id":"x","devmem":1e2}]""", "device 0, devmem: expected a 32-bit integer without fraction or exponent, found 1e2")]
    [InlineData("""[{},{"DevMem":"12"}]""", "device 1, devmem: expected a 32-bit integer without fraction or exponent, found \"12\"")]
    [InlineData("""[{"numa":-2147483649}]""", "device 0, numa: expected a 32-bit integer without fraction or exponent, found -2147483649")]
    [InlineData("""[{"index":-1}]""", "device 0, index: expected a 32-bit integer without fraction or exponent, at least 0, found -1")]
    [InlineData("""[{"health":1}]""", "device 0, health: expected true or false, found 1")]
    [InlineData("""[{"custominfo":[]}]""", "device 0, custominfo: expected an object, found an array")]
    [InlineData("""[{"devicevendor":{}}]""", "device 0, devicevendor: expected a text, found an object")]
    [InlineData("""[{"migProfiles":[{"placements":[{"start":true}]}]}]""", "device 0, migprofiles, placements, start: expected a 32-bit integer without fraction or exponent, found true")]
    [InlineData("""[{"migProfiles":[{"placements":[{"start":2147483647,"size":2}]}]}]""", "device 0, migprofiles, placements: placement from 2147483647 of 2 slices: expected an end within 32 bits")]
    [InlineData("[3]", "device 0: expected an object, found 3")]
    [InlineData("\"GPU\"", "devices: expected an array, found \"GPU\"")]
    public void A_bad_register_json_is_refused_with_device_field_value_and_expectation(string text, string message) =>
        Assert.Equal(message, Assert.Throws<MalformedException>(() => NodeJsonCodec.Decode(text, "V")).Message);

    [Theory]
    [InlineData("")]
    [InlineData("[")]
    [InlineData("[{}] []")]
    [InlineData("[{\"id\":\"\\ud800\"}]")]
    [InlineData("[{\"\\ud800\":1}]")]
    [InlineData("[{\"count\":01}]")]
    [InlineData("[{\"count\":+1}]")]
    public void What_is_no_json_is_refused(string text) =>
        Assert.StartsWith("expected a JSON array of devices: ", Assert.Throws<MalformedException>(() => NodeJsonCodec.Decode(text, "V")).Message);

    [Fact]
    public void Null_members_are_absent_ones_and_member_names_match_in_any_case()
    {
        var device = Assert.Single(NodeJsonCodec.Decode("""[null,{"ID":"a","COUNT":3,"count":null,"migprofiles":null,"health":null,"devMem":-0}]""", "V"));
        Assert.Equal(("a", 3, false, 0, ""), (device.Id, device.Count, device.IsHealthy, device.Memory, device.Mode));
    }

    [Fact]
    public void Custom_info_stays_as_it_was_written_and_isnt_written_back()
    {
        var devices = NodeJsonCodec.Decode("""[{"custominfo": { "NetworkID" : 1.50 } ,"id":"a"}]""", "V");
        Assert.Equal("""{ "NetworkID" : 1.50 }""", devices[0].CustomInfo);
        Assert.Equal("""[{"id":"a"}]""", NodeJsonCodec.Encode(devices));
    }

    [Fact]
    public void Members_are_written_in_the_originals_order_and_left_out_when_zero()
    {
        var device = new Device
        {
            Id = "GPU-<&>", Index = 1, Count = 2, Memory = 3, Cores = 4, Model = "T \"4\"", Numa = -5, Mode = "mig", IsHealthy = true,
            MigProfiles = [new MigProfile("1g.5gb", 0, 0, 1, [new MigPlacement(0, 1)])],
        };
        Assert.Equal(
            """[{"id":"GPU-\u003c\u0026\u003e","index":1,"count":2,"devmem":3,"devcore":4,"type":"T \"4\"","numa":-5,"mode":"mig","migProfiles":[{"name":"1g.5gb","memoryMB":0,"core":0,"sliceCount":1,"placements":[{"start":0,"size":1}]}],"health":true},{}]""",
            NodeJsonCodec.Encode([device, new Device { Id = "", Mode = "" }]));
    }

    [Theory]
    [InlineData("a,b")]
    [InlineData("a:b")]
    public void A_register_text_never_carries_its_own_separators(string text)
    {
        Assert.Throws<MalformedException>(() => NodeTextCodec.Encode([new Device { Id = text }]));
        Assert.Throws<MalformedException>(() => NodeTextCodec.Encode([new Device { Id = "a", Model = text }]));
        Assert.Throws<MalformedException>(() => NodeTextCodec.Encode([new Device { Id = "a", Mode = text }]));
    }

    [Theory]
    [InlineData("a,b")]
    [InlineData("a:b")]
    [InlineData("a;b")]
    public void A_device_list_never_carries_its_own_separators(string text)
    {
        Assert.Throws<MalformedException>(() => PodDevicesCodec.Encode([[new Share(text, "V", 1, 2)]]));
        Assert.Throws<MalformedException>(() => PodDevicesCodec.Encode([[new Share("a", text, 1, 2)]]));
    }

    [Fact]
    public void Positions_in_a_device_list_are_positions_of_containers()
    {
        Share[][] containers = [[], [new("GPU-bb", "NVIDIA", 16384, 0)], []];
        Assert.Equal(";GPU-bb,NVIDIA,16384,0:;;", PodDevicesCodec.Encode(containers));
    }

    [Theory]
    [InlineData(";;GPU-a,NVIDIA,1,x:", "container 2: cores \"x\": expected a 32-bit integer without blanks")]
    [InlineData("GPU-a,NVIDIA,:", "container 0: device \"GPU-a,NVIDIA,\": expected uuid,vendor,memory,cores")]
    public void A_bad_device_list_is_refused_with_container_field_value_and_expectation(string text, string message) =>
        Assert.Equal(message, Assert.Throws<MalformedException>(() => PodDevicesCodec.Decode(text)).Message);

    [Theory]
    [InlineData("{\"containerIndex\":-1,\"gpuUUID\":\"a\",\"profile\":\"p\",\"placement\":{\"size\":1}}", "containerIndex -1: expected at least 0")]
    [InlineData("{\"deviceIndex\":-1,\"gpuUUID\":\"a\",\"profile\":\"p\",\"placement\":{\"size\":1}}", "deviceIndex -1: expected at least 0")]
    [InlineData("{\"gpuUUID\":\"\",\"profile\":\"p\",\"placement\":{\"size\":1}}", "gpuUUID is absent or empty: expected the UUID of the device")]
    [InlineData("{\"gpuUUID\":\"a\",\"placement\":{\"size\":1}}", "profile is absent or empty: expected its name")]
    [InlineData("{\"gpuUUID\":\"a\",\"profile\":\"p\"}", "placement of 0 slices: expected at least 1")]
    [InlineData("{\"gpuUUID\":\"a\",\"profile\":\"p\",\"placement\":{\"size\":1},\"gpuInstanceID\":0}", "expected migUUID, gpuInstanceID and computeInstanceID all together or none of them")]
    [InlineData("{\"gpuUUID\":\"a\",\"profile\":\"p\",\"placement\":{\"size\":1},\"migUUID\":\"m\"}", "expected migUUID, gpuInstanceID and computeInstanceID all together or none of them")]
    [InlineData("{\"gpuUUID\":\"a\",\"profile\":\"p\",\"placement\":{\"size\":1},\"migUUID\":\"m\",\"gpuInstanceID\":0}", "expected migUUID, gpuInstanceID and computeInstanceID all together or none of them")]
    public void A_mig_reservation_is_complete_or_the_record_is_refused(string entry, string message) =>
        Assert.Equal($"MIG reservation 0: {message}", Assert.Throws<MalformedException>(() => MigReservationsCodec.Decode($"[{entry}]")).Message);

    [Fact]
    public void A_share_has_one_mig_reservation()
    {
        const string Entry = "{\"gpuUUID\":\"a\",\"profile\":\"p\",\"placement\":{\"size\":1}}";
        Assert.Equal(
            "MIG reservation 1: containerIndex 0 with deviceIndex 0 stands twice, expected one entry for each share",
            Assert.Throws<MalformedException>(() => MigReservationsCodec.Decode($"[{Entry},{Entry}]")).Message);
        Assert.Equal(
            "MIG reservation 0: expected an object, found null",
            Assert.Throws<MalformedException>(() => MigReservationsCodec.Decode("[null]")).Message);
    }

    [Theory]
    [InlineData("slot=-1,core=1,memory=1", "\"slot\" weight must not be negative")]
    [InlineData("slot=0,core=0,memory=0", "at least one weight must be positive")]
    [InlineData("slot=1,core=1", "expected slot, core, and memory weights")]
    [InlineData("slot,core=1,memory=1", "expected slot, core, and memory weights")]
    [InlineData("slot=1,core=9223372036854775808,memory=1", "\"core\" weight must be an integer")]
    public void Bad_weights_are_refused_in_the_originals_words(string text, string why) =>
        Assert.Equal(
            $"invalid hami.io/device-scoring-weights annotation \"{text}\": {why}",
            Assert.Throws<MalformedException>(() => ScoringWeightsCodec.Decode(text)).Message);

    [Fact]
    public void Lock_times_are_written_with_their_offset_in_whole_seconds()
    {
        var time = new DateTimeOffset(2024, 1, 12, 10, 20, 1, 999, TimeSpan.FromHours(5.5));
        Assert.Equal("2024-01-12T10:20:01+05:30,ns,p", NodeLockCodec.Encode(new NodeLock(time, "ns", "p")));
        Assert.Equal("2024-01-12T04:50:01Z,ns,p", NodeLockCodec.Encode(new NodeLock(time.ToUniversalTime(), "ns", "p")));
    }

    [Theory]
    [InlineData("2024-01-12T1:20:01Z", true)]
    [InlineData("2024-01-12T10:20:01.123456789123Z", true)]
    [InlineData("2024-01-12T10:20:01+24:60", true)]
    [InlineData("2024-02-30T10:20:01Z", false)]
    [InlineData("2024-01-12T24:00:00Z", false)]
    [InlineData("2024-01-12T10:20:60Z", false)]
    [InlineData("2024-01-12T10:20:01+25:00", false)]
    [InlineData("2024-01-12T10:20:01.Z", false)]
    [InlineData("0001-01-01T00:00:00+01:00", false)]
    [InlineData("2024-01-12T10:20:01z", false)]
    [InlineData("", false)]
    public void Lock_times_are_read_as_the_original_reads_them(string text, bool isTime)
    {
        if (isTime) Assert.False(NodeLockCodec.Decode(text).HasOwner);
        else Assert.Throws<MalformedException>(() => NodeLockCodec.Decode(text));
    }

    [Theory]
    [InlineData("Requesting", 0, false)]
    [InlineData("Requesting_not a time", 0, false)]
    [InlineData("Requesting_2024-01-12 10:20:01", 0, false)]
    [InlineData("Requesting_2024-01-12 10:20:01", 1, true)]
    [InlineData("Requesting", 1, true)]
    [InlineData("Reported", 0, true)]
    [InlineData(null, 0, true)]
    public void A_request_without_a_readable_recent_time_needs_something_allocatable(string? handshake, long allocatable, bool healthy) =>
        Assert.Equal(healthy, Handshake.IsHealthy(handshake, new DateTimeOffset(2024, 1, 12, 10, 21, 1, TimeSpan.Zero), TimeSpan.Zero, allocatable));
}
