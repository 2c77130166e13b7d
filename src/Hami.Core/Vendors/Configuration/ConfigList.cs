namespace Hami.Core.Vendors.Configuration;

/// <summary>A list.</summary>
public sealed record ConfigList : ConfigNode
{
    /// <summary>Takes the items.</summary>
    public ConfigList(IReadOnlyList<ConfigNode> items, ConfigPlace place)
        : base(place) => Items = items;

    /// <summary>The items in the order written.</summary>
    public IReadOnlyList<ConfigNode> Items { get; }

    /// <inheritdoc/>
    public override bool IsEmpty => Items.Count == 0;

    /// <inheritdoc/>
    public override string Kind => "a list";
}
