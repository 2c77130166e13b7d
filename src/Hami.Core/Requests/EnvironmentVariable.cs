namespace Hami.Core.Requests;

/// <summary>An environment variable of a container.</summary>
/// <param name="Name">Name.</param>
/// <param name="Value">Value.</param>
public readonly record struct EnvironmentVariable(string Name, string Value);
