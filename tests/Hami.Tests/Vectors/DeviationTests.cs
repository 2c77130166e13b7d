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

    /// <summary>Numbers of defects (C1, V-2), sections (12.3), or a rule of the guard.</summary>
    [GeneratedRegex("^(guard: .+|(C|V-)?[0-9.]+(, ?(C|V-)?[0-9.]+)*)$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Reason();
}
