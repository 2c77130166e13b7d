using System.Collections.Frozen;

namespace Hami.Core.Devices;

/// <summary>How well each two devices of a node are linked (control-plane.md §6.8, pair scores); a pair that is not listed scores 0.</summary>
public sealed class PairScores
{
    /// <summary>No links known.</summary>
    public static readonly PairScores None = new([]);

    private readonly FrozenDictionary<(string From, string To), int> scores;

    /// <summary>Takes the directed scores.</summary>
    public PairScores(IEnumerable<KeyValuePair<(string From, string To), int>> scores) =>
        this.scores = scores.ToFrozenDictionary();

    /// <summary>The score from one device to another.</summary>
    public int Between(string from, string to) => scores.GetValueOrDefault((from, to));
}
