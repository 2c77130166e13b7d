namespace Hami.Core.Vendors.Configuration;

/// <summary>Guesses which known word a misspelt one was meant to be.</summary>
public static class NearMatch
{
    /// <summary>The nearest word; null when none is near: more than a third of it would have to change.</summary>
    public static string? Find(string word, IEnumerable<string> known)
    {
        string? nearest = null;
        var least = Math.Max(1, word.Length / 3) + 1;
        foreach (var candidate in known)
        {
            var distance = Distance(word, candidate, least);
            if (distance >= least) continue;
            least = distance;
            nearest = candidate;
        }

        return nearest;
    }

    /// <summary>The nearest word as the end of a message: <c>; did you mean "x"?</c>, or nothing.</summary>
    public static string Question(string word, IEnumerable<string> known) =>
        Find(word, known) is { } near ? $" (did you mean \"{near}\"?)" : "";

    // Letters to add, drop, replace; a change of case costs nothing but is never equal. Words much longer aren't compared at all.
    private static int Distance(string a, string b, int limit)
    {
        if (Math.Abs(a.Length - b.Length) >= limit) return limit;
        var previous = new int[b.Length + 1];
        var current = new int[b.Length + 1];
        for (var j = 0; j <= b.Length; j++) previous[j] = j;
        for (var i = 1; i <= a.Length; i++)
        {
            current[0] = i;
            for (var j = 1; j <= b.Length; j++)
            {
                var replace = previous[j - 1] + (char.ToLowerInvariant(a[i - 1]) == char.ToLowerInvariant(b[j - 1]) ? 0 : 1);
                current[j] = Math.Min(replace, Math.Min(previous[j], current[j - 1]) + 1);
            }

            (previous, current) = (current, previous);
        }

        return previous[b.Length];
    }
}
