namespace Hami.Core.Vendors.Configuration;

/// <summary>Reads the keys of one section, or of one entry of its list.</summary>
public sealed class SectionReader
{
    private readonly VendorSection _section;
    private readonly ConfigMap _map;
    private readonly VendorFlags _flags;
    private readonly ConfigFaults _faults;

    /// <summary>Starts reading and refuses what is unknown.</summary>
    /// <param name="section">The section's definition.</param>
    /// <param name="map">Its keys and values.</param>
    /// <param name="flags">Flags that stand in for absent keys.</param>
    /// <param name="faults">Takes what is wrong; names the section.</param>
    public SectionReader(VendorSection section, ConfigMap map, VendorFlags flags, ConfigFaults faults)
    {
        _section = section;
        _map = map;
        _flags = flags;
        _faults = faults;
        RefuseUnknown(section, map, faults);
    }

    /// <summary>The value of a key; its default when it is absent.</summary>
    public T Read<T>(ConfigKey<T> key)
    {
        var faults = _faults.Of($"key \"{key.Name}\"");
        var node = _map.Find(key.Name) ?? StandIn(key);
        if (node is not null)
        {
            var value = key.Type.Read(node, faults);
            if (key.IsRequired && value is "") faults.Add(node.Place, $"is empty: give it a value ({key.TypeName}), or leave out the whole section");
            return value;
        }

        if (key.IsRequired && key.Default is "") faults.Add(_map.Place, $"is missing: give it a value ({key.TypeName}), or leave out the whole section");
        return key.Default;
    }

    /// <summary>Checks a key that only other programs act on.</summary>
    public void Check(ConfigKey key)
    {
        if (_map.Find(key.Name) is { } node) key.Check(node, _faults.Of($"key \"{key.Name}\""));
    }

    private static void RefuseUnknown(VendorSection section, ConfigMap map, ConfigFaults faults)
    {
        var known = section.Keys.Select(static key => key.Name).ToList();
        foreach (var entry in map.Entries)
        {
            if (known.Contains(entry.Key)) continue;
            if (section.FormerKeys.TryGetValue(entry.Key, out var remedy))
            {
                faults.Add(entry.Place, $"key \"{entry.Key}\" is no longer known: {remedy}");
                continue;
            }

            faults.Add(
                entry.Place,
                $"unknown key \"{entry.Key}\"{NearMatch.Question(entry.Key, known)}: correct or remove it; known are {string.Join(", ", known)}");
        }
    }

    private ConfigScalar? StandIn(ConfigKey key)
    {
        foreach (var flag in _section.Flags)
        {
            if (flag.StandsFor?.Name == key.Name && _flags.Find(flag.Name) is { } text)
                return new ConfigScalar(text, isQuoted: !flag.IsSwitch, new ConfigPlace($"--{flag.Name}"));
        }

        return null;
    }
}
