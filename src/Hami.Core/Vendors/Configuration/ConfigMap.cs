namespace Hami.Core.Vendors.Configuration;

/// <summary>A map.</summary>
public sealed record ConfigMap : ConfigNode
{
    /// <summary>Takes the entries; their keys differ.</summary>
    public ConfigMap(IReadOnlyList<ConfigEntry> entries, ConfigPlace place)
        : base(place) => Entries = entries;

    /// <summary>The entries in the order written.</summary>
    public IReadOnlyList<ConfigEntry> Entries { get; }

    /// <inheritdoc/>
    public override bool IsEmpty => Entries.Count == 0;

    /// <inheritdoc/>
    public override string Kind => "a map";

    /// <summary>A map of defaults.</summary>
    public static ConfigMap BuiltIn(params ReadOnlySpan<(ConfigKey Key, string Text)> entries)
    {
        var list = new List<ConfigEntry>(entries.Length);
        foreach (var (key, text) in entries)
            list.Add(new ConfigEntry(key.Name, ConfigPlace.BuiltIn, new ConfigScalar(text, isQuoted: true, ConfigPlace.BuiltIn)));
        return new ConfigMap(list, ConfigPlace.BuiltIn);
    }

    /// <summary>The value of a key; null when it is absent or says nothing.</summary>
    public ConfigNode? Find(string key)
    {
        foreach (var entry in Entries)
        {
            if (entry.Key == key) return entry.Value is ConfigScalar { IsEmpty: true } ? null : entry.Value;
        }

        return null;
    }
}
