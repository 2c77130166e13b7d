using System.Collections.Frozen;

namespace Hami.Core.Placement;

/// <summary>The vendors in use, in the order of their registration; of two with one key the later counts.</summary>
public sealed class VendorSet
{
    private readonly FrozenDictionary<string, Vendor> byKey;

    /// <summary>Takes the vendors.</summary>
    public VendorSet(IEnumerable<Vendor> vendors)
    {
        var ordered = new Dictionary<string, Vendor>();
        foreach (var vendor in vendors) ordered[vendor.Key] = vendor;
        All = [.. ordered.Values];
        byKey = ordered.ToFrozenDictionary();
    }

    /// <summary>All of them.</summary>
    public IReadOnlyList<Vendor> All { get; }

    /// <summary>The vendor of a key, null when there is none.</summary>
    public Vendor? Find(string key) => byKey.GetValueOrDefault(key);
}
