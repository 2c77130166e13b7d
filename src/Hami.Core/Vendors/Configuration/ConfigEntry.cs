namespace Hami.Core.Vendors.Configuration;

/// <summary>A key of a map and its value.</summary>
/// <param name="Key">The key.</param>
/// <param name="Place">Where the key was written.</param>
/// <param name="Value">The value.</param>
public sealed record ConfigEntry(string Key, ConfigPlace Place, ConfigNode Value);
