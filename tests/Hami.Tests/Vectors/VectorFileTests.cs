using Xunit;

namespace Hami.Tests.Vectors;

/// <summary>No scenario gets lost.</summary>
public sealed class VectorFileTests
{
    [Theory]
    [InlineData("filter-nvidia.jsonl", 375)]
    [InlineData("filter-cambricon.jsonl", 77)]
    [InlineData("filter-hygon.jsonl", 68)]
    [InlineData("filter-iluvatar.jsonl", 85)]
    [InlineData("score.jsonl", 69)]
    [InlineData("sequence.jsonl", 19)]
    [InlineData("admission.jsonl", 125)]
    [InlineData("codec.jsonl", 245)]
    [InlineData("defects.jsonl", 88)]
    public void Each_file_is_whole(string file, int scenarios) => Assert.Equal(scenarios, VectorFile.Read(file).Count);

    [Fact]
    public void Every_configuration_that_a_scenario_names_is_there() =>
        Assert.All(VectorFile.All.Select(scenario => scenario.Text("config")).OfType<string>().Distinct(), name => Assert.NotEmpty(VectorFile.Config(name).EnumerateObject()));
}
