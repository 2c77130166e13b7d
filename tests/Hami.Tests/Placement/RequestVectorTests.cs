using System.Text;
using System.Text.Json;
using Hami.Core.Protocol.Objects;
using Hami.Tests.Vectors;
using Xunit;

namespace Hami.Tests.Placement;

/// <summary>What a container's limits and requests are read as.</summary>
public sealed class RequestVectorTests
{
    public static TheoryData<string> Ids =>
        [.. VectorFile.OfKind("codec").Where(scenario => scenario.Text("op") == "request").Select(scenario => scenario.Id)];

    [Theory]
    [MemberData(nameof(Ids))]
    public void Reads_as_the_original(string id)
    {
        var scenario = VectorFile.All.Single(candidate => candidate.Id == id);
        var vendor = VectorVendors.Of(scenario.Text("config")!).Find(scenario.Text("vendor")!)!;
        var pod = Encoding.UTF8.GetBytes($"{{\"metadata\":{{\"name\":\"p\",\"namespace\":\"n\",\"uid\":\"u\"}},\"spec\":{{\"containers\":[{scenario.Json.GetProperty("container").GetRawText()}]}}}}");
        var reader = new Utf8JsonReader(pod);
        reader.Read();
        var reading = vendor.Read(PodReader.Read(ref reader, FieldSelection.All).Containers[0]);
        var expect = scenario.Expect;
        if (expect.TryGetProperty("refused", out var words))
        {
            Assert.True(reading.IsRefused);
            Assert.Contains(words.GetString()!, string.Join('\n', reading.Violations));
            return;
        }

        Assert.False(reading.IsRefused, string.Join('\n', reading.Violations));
        var request = expect.GetProperty("request");
        if (request.GetProperty("count").GetInt32() == 0)
        {
            Assert.Null(reading.Request);
            return;
        }

        Assert.Equal(
            (request.GetProperty("count").GetInt32(), request.GetProperty("type").GetString(), request.GetProperty("mem").GetInt32(), request.GetProperty("mem_percent").GetInt32(), request.GetProperty("cores").GetInt32()),
            (reading.Request!.Count, reading.Request.Vendor, reading.Request.Memory, reading.Request.MemoryPercentage, reading.Request.Cores));
    }
}
