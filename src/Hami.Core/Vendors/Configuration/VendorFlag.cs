namespace Hami.Core.Vendors.Configuration;

/// <summary>A command-line flag of a vendor, by its name without dashes.</summary>
/// <param name="Name">Name without dashes.</param>
/// <param name="Default">What counts while neither the flag nor a configuration file is given.</param>
/// <param name="Effect">What it does.</param>
public sealed record VendorFlag(string Name, string Default, string Effect)
{
    /// <summary>The key that it stands in for while there is no configuration file; null for none.</summary>
    public ConfigKey? StandsFor { get; init; }

    /// <summary>Whether it is a switch: true or false.</summary>
    public bool IsSwitch { get; init; }
}
