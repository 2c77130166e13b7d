namespace Hami.Core.Placement.Reasons;

/// <summary>Counts how many devices of a node were refused for which reason.</summary>
public sealed class ReasonTally
{
    private static readonly string[] Words = Enum.GetNames<ReasonWord>();
    private readonly int[] counts = new int[Words.Length];

    /// <summary>Forgets all counts.</summary>
    public void Clear() => Array.Clear(counts);

    /// <summary>Adds to the count of a reason.</summary>
    public void Add(ReasonWord word, int devices = 1) => counts[(int)word] += devices;

    /// <summary>
    /// The original's text: <c>count/total Word</c> items, sorted as strings, joined with <c>, </c>
    /// (control-plane.md §6.8); empty when nothing was counted.
    /// </summary>
    /// <param name="total">Number of devices that were offered.</param>
    public string ToText(int total)
    {
        var items = new List<string>();
        for (var i = 0; i < counts.Length; i++)
        {
            if (counts[i] > 0) items.Add($"{counts[i]}/{total} {Words[i]}");
        }

        items.Sort(StringComparer.Ordinal);
        return string.Join(", ", items);
    }
}
