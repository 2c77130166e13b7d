using System.Text.Json;

namespace Hami.Tests.Vectors;

/// <summary>A scenario in which we differ from the original on purpose: a line of <c>deviations.jsonl</c>.</summary>
/// <param name="Id">The scenario.</param>
/// <param name="Because">The defect (C… or V-…) that isn't copied, or the rule of the guard.</param>
/// <param name="Expect">Our own answer, in the form of the scenario's <c>expect</c>; it is asserted in its place.</param>
/// <param name="Note">The reasoning in a line.</param>
public sealed record Deviation(string Id, string Because, JsonElement Expect, string Note)
{
    /// <summary>Name of the file that lists them.</summary>
    public const string FileName = "deviations.jsonl";

    private static readonly Lazy<IReadOnlyDictionary<string, Deviation>> Listed = new(() =>
        VectorFile.Lines(FileName)
            .Select(line => new Deviation(
                line.GetProperty("id").GetString()!,
                line.GetProperty("because").GetString()!,
                line.GetProperty("expect"),
                line.GetProperty("note").GetString()!))
            .ToDictionary(deviation => deviation.Id));

    /// <summary>By scenario id.</summary>
    public static IReadOnlyDictionary<string, Deviation> All => Listed.Value;
}
