namespace Hami.Core.Vendors.Configuration;

/// <summary>A node of a configuration as JSON knows them, with its place. Whoever reads a file makes these; the core reads only them.</summary>
public abstract record ConfigNode
{
    /// <summary>Takes the place.</summary>
    protected ConfigNode(ConfigPlace place) => Place = place;

    /// <summary>Where it was written.</summary>
    public ConfigPlace Place { get; }

    /// <summary>Whether it says nothing: null, an empty map, an empty list.</summary>
    public abstract bool IsEmpty { get; }

    /// <summary>What it is, for messages.</summary>
    public abstract string Kind { get; }
}
