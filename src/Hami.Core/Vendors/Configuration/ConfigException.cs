namespace Hami.Core.Vendors.Configuration;

/// <summary>The configuration can't be used. All that is wrong with it is told at once.</summary>
public sealed class ConfigException : Exception
{
    /// <summary>Takes what is wrong.</summary>
    /// <param name="faults">A sentence each: place, section, key, what is wrong, remedy.</param>
    public ConfigException(IReadOnlyList<string> faults)
        : base(string.Join('\n', faults)) => Faults = faults;

    /// <summary>A sentence each: place, section, key, what is wrong, remedy.</summary>
    public IReadOnlyList<string> Faults { get; }
}
