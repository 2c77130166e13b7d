using Hami.Core.Placement;

namespace Hami.Core.Vendors.Configuration;

/// <summary>A vendor's section of the device configuration, as data.</summary>
public sealed record VendorSection
{
    /// <summary>The top-level key.</summary>
    public required string Name { get; init; }

    /// <summary>Whose devices.</summary>
    public required string Title { get; init; }

    /// <summary>The keys of the section, or of each of its entries when it is a list.</summary>
    public required IReadOnlyList<ConfigKey> Keys { get; init; }

    /// <summary>The vendor's flags.</summary>
    public IReadOnlyList<VendorFlag> Flags { get; init; } = [];

    /// <summary>The switch without which the section has no effect; null when there is none.</summary>
    public string? EnabledBy { get; init; }

    /// <summary>Keys that earlier versions had, and the remedy for each.</summary>
    public IReadOnlyDictionary<string, string> FormerKeys { get; init; } = new Dictionary<string, string>();

    /// <summary>The entries where there is no configuration file; null when the section is no list.</summary>
    public IReadOnlyList<ConfigMap>? DefaultEntries { get; init; }

    /// <summary>Whether the section is a list of entries.</summary>
    public bool IsList => DefaultEntries is not null;

    /// <summary>Makes the vendors of a section, or of one entry of its list.</summary>
    public required Func<SectionReader, IReadOnlyList<Vendor>> Build { get; init; }
}
