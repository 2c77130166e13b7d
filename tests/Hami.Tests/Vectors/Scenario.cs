using System.Text.Json;

namespace Hami.Tests.Vectors;

/// <summary>One line of a vector file.</summary>
/// <param name="File">The file that it is in.</param>
/// <param name="Id">Unique over all files.</param>
/// <param name="Kind">What is asked.</param>
/// <param name="Json">The whole line.</param>
public sealed record Scenario(string File, string Id, string Kind, JsonElement Json)
{
    /// <summary>Our own answer where we differ from the original on purpose, else null.</summary>
    public Deviation? Deviation => Deviation.All.GetValueOrDefault(Id);

    /// <summary>The answer to be asserted: our own where the list of deviations has one, else the original's.</summary>
    public JsonElement Expect => Deviation?.Expect ?? Json.GetProperty("expect");

    /// <summary>A member that may be absent.</summary>
    public string? Text(string member) => Json.TryGetProperty(member, out var value) ? value.GetString() : null;

    /// <inheritdoc/>
    public override string ToString() => Id;
}
