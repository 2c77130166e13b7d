namespace Hami.Core.Vendors.Configuration;

/// <summary>A key with a typed value.</summary>
/// <typeparam name="T">Type of the value.</typeparam>
public sealed record ConfigKey<T> : ConfigKey
{
    /// <summary>Takes the name, the type and the value where the key is absent.</summary>
    public ConfigKey(string name, ConfigType<T> type, T absent)
        : base(name)
    {
        Type = type;
        Default = absent;
    }

    /// <summary>The type.</summary>
    public ConfigType<T> Type { get; }

    /// <summary>The value where the key is absent.</summary>
    public T Default { get; }

    /// <inheritdoc/>
    public override string TypeName => Type.Name;

    /// <inheritdoc/>
    public override string DefaultText => Type.Write(Default);

    internal override void Check(ConfigNode node, ConfigFaults faults) => Type.Read(node, faults);
}
