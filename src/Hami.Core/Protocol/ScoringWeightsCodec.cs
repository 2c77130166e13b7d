using Hami.Core.Requests;

namespace Hami.Core.Protocol;

/// <summary>The weights that a pod asks for, <c>slot=1,core=2,memory=3</c> (control-plane.md §6.5).</summary>
public static class ScoringWeightsCodec
{
    private static readonly string[] Names = ["slot", "core", "memory"];

    /// <summary>Reads the weights: each of the three once, in any order, blanks around names and numbers allowed.</summary>
    /// <exception cref="MalformedException">The message is the original's, which names the annotation, its text and the expectation.</exception>
    public static ScoringWeights Decode(string text)
    {
        var parts = text.Split(',');
        if (parts.Length != Names.Length) throw Malformed(text, "expected slot, core, and memory weights");
        var weights = new long?[Names.Length];
        foreach (var part in parts)
        {
            var equals = part.IndexOf('=', StringComparison.Ordinal);
            var name = equals < 0 ? "" : part[..equals].Trim();
            var position = Array.IndexOf(Names, name);
            if (position < 0 || weights[position] is not null) throw Malformed(text, "expected slot, core, and memory weights");
            if (!GoSyntax.TryParseInt64(part.AsSpan(equals + 1).Trim(), out var weight)) throw Malformed(text, $"\"{name}\" weight must be an integer");
            if (weight < 0) throw Malformed(text, $"\"{name}\" weight must not be negative");
            weights[position] = weight;
        }

        var result = new ScoringWeights(weights[0]!.Value, weights[1]!.Value, weights[2]!.Value);
        return result == default ? throw Malformed(text, "at least one weight must be positive") : result;
    }

    /// <summary>Writes the weights.</summary>
    public static string Encode(ScoringWeights weights) => $"slot={weights.Slot},core={weights.Core},memory={weights.Memory}";

    private static MalformedException Malformed(string text, string why) =>
        new($"invalid {AnnotationKeys.ScoringWeights} annotation {GoSyntax.Quote(text)}: {why}");
}
