using System.Collections;
using System.Diagnostics.CodeAnalysis;

namespace Hami.Core.Protocol.Objects;

/// <summary>The few annotations or labels that are kept of an object: a quarter of a dictionary's size.</summary>
internal sealed class TextMap : IReadOnlyDictionary<string, string>
{
    // Up to here looking at each is as quick as hashing.
    private const int MostEntries = 12;

    private static readonly TextMap Empty = new([]);
    private readonly KeyValuePair<string, string>[] entries;

    private TextMap(KeyValuePair<string, string>[] entries) => this.entries = entries;

    public IEnumerable<string> Keys => entries.Select(entry => entry.Key);

    public IEnumerable<string> Values => entries.Select(entry => entry.Value);

    public int Count => entries.Length;

    public string this[string key] => TryGetValue(key, out var value) ? value : throw new KeyNotFoundException(key);

    /// <summary>A map of the entries; of equal keys the last one counts.</summary>
    public static IReadOnlyDictionary<string, string> Of(List<KeyValuePair<string, string>>? entries)
    {
        if (entries is null) return Empty;
        for (var i = entries.Count - 2; i >= 0; i--)
        {
            if (entries.FindIndex(i + 1, later => later.Key == entries[i].Key) >= 0) entries.RemoveAt(i);
        }

        return entries.Count <= MostEntries ? new TextMap([.. entries]) : new Dictionary<string, string>(entries);
    }

    public bool ContainsKey(string key) => TryGetValue(key, out _);

    public bool TryGetValue(string key, [MaybeNullWhen(false)] out string value)
    {
        foreach (var entry in entries)
        {
            if (entry.Key != key) continue;
            value = entry.Value;
            return true;
        }

        value = null;
        return false;
    }

    public IEnumerator<KeyValuePair<string, string>> GetEnumerator() => ((IEnumerable<KeyValuePair<string, string>>)entries).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
