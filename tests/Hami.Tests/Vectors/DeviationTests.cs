using System.Text.Json;
using System.Text.RegularExpressions;
using Xunit;

namespace Hami.Tests.Vectors;

/// <summary>The list of deviations holds nothing that isn't one.</summary>
public sealed partial class DeviationTests
{
    private static readonly Dictionary<string, Scenario> Scenarios = VectorFile.All.ToDictionary(scenario => scenario.Id);

    [Fact]
    public void Each_belongs_to_a_scenario_and_says_why() =>
        Assert.All(Deviation.All.Values, deviation =>
        {
            Assert.Contains(deviation.Id, Scenarios);
            Assert.Matches(Reason(), deviation.Because);
            Assert.NotEmpty(deviation.Note);
        });

    [Fact]
    public void Each_differs_from_the_answer_of_the_original() =>
        Assert.All(Deviation.All.Values, deviation =>
            Assert.False(JsonElement.DeepEquals(Scenarios[deviation.Id].Json.GetProperty("expect"), deviation.Expect)));

    [Theory]
    [InlineData("C1", 33)]
    [InlineData("C1,C12", 2)]
    [InlineData("C1,C2", 1)]
    [InlineData("C2", 4)]
    [InlineData("C3", 1)]
    [InlineData("C4", 4)]
    [InlineData("C4,C5", 9)]
    [InlineData("C5", 4)]
    [InlineData("C11", 2)]
    [InlineData("C12", 6)]
    [InlineData("C19", 1)]
    [InlineData("C23", 2)]
    [InlineData("V-9", 3)]
    [InlineData("V-13,V-9", 7)]
    [InlineData("guard: requests", 3)]
    public void So_many_stand_on_the_list_for_a_reason(string because, int count) =>
        Assert.Equal(count, Deviation.All.Values.Count(deviation => deviation.Because == because));

    [Fact]
    public void So_many_stand_on_the_list_in_all() => Assert.Equal(82, Deviation.All.Count);

    /// <summary>Numbers of defects (C1, V-2), sections (12.3), or a rule of the guard.</summary>
    [GeneratedRegex("^(guard: .+|(C|V-)?[0-9.]+(, ?(C|V-)?[0-9.]+)*)$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Reason();
}
