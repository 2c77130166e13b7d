namespace Hami.Core.Vendors.Configuration;

/// <summary>A key of a section, as data: what reads it and what the documentation says of it.</summary>
public abstract record ConfigKey
{
    /// <summary>Takes the name.</summary>
    protected ConfigKey(string name) => Name = name;

    /// <summary>The key.</summary>
    public string Name { get; }

    /// <summary>What it does; one sentence, with the unit.</summary>
    public required string Effect { get; init; }

    /// <summary>Which programs act on it.</summary>
    public required ConfigUsers UsedBy { get; init; }

    /// <summary>Whether it must not be empty: what has no default must then be given.</summary>
    public bool IsRequired { get; init; }

    /// <summary>The type and the values allowed.</summary>
    public abstract string TypeName { get; }

    /// <summary>The default as it would be written.</summary>
    public abstract string DefaultText { get; }

    /// <summary>Checks a value that nothing here reads.</summary>
    internal abstract void Check(ConfigNode node, ConfigFaults faults);
}
