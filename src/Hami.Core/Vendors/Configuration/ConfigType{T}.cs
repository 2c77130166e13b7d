namespace Hami.Core.Vendors.Configuration;

/// <summary>A type of values: how they are read, and written in the documentation.</summary>
/// <typeparam name="T">Type of the value.</typeparam>
/// <param name="Name">The type and the values allowed, for the documentation.</param>
/// <param name="Read">Reads a node that says something; what is wrong goes to the faults, the value then doesn't matter.</param>
/// <param name="Write">Writes a value.</param>
public sealed record ConfigType<T>(string Name, Func<ConfigNode, ConfigFaults, T> Read, Func<T, string> Write);
