using Hami.Core.Protocol;

namespace Hami.Core.Admission;

/// <summary>Environment variables by which a container would grant itself more than it was given: in a pod's own environment they win over what a node agent sets.</summary>
public static class GrantVariables
{
    /// <summary>Their names.</summary>
    public static IReadOnlyList<string> Names { get; } =
    [
        EnvironmentNames.VisibleDevices,
        EnvironmentNames.MemoryLimit,
        EnvironmentNames.CoreLimit,
        EnvironmentNames.SharedRegion,
        EnvironmentNames.Oversubscribe,
        EnvironmentNames.DisableControl,
        EnvironmentNames.CorePolicy,
    ];

    /// <summary>Those of them that also exist as <c>NAME_n</c>, for the n-th device.</summary>
    public static IReadOnlyList<string> NumberedNames { get; } = [EnvironmentNames.MemoryLimit, EnvironmentNames.CoreLimit];

    /// <summary>Whether the name is one of them, or a numbered form of one.</summary>
    public static bool Contains(string name) => Names.Contains(WithoutNumber(name));

    /// <summary>The name without the number of a device; any other name as it is.</summary>
    public static string WithoutNumber(string name)
    {
        foreach (var numbered in NumberedNames)
        {
            if (name.Length > numbered.Length + 1
                && name.StartsWith(numbered, StringComparison.Ordinal)
                && name[numbered.Length] == '_'
                && !name.AsSpan(numbered.Length + 1).ContainsAnyExceptInRange('0', '9')) return numbered;
        }

        return name;
    }

    /// <summary>Whether a source of many variables, each put behind this prefix, could bring one of them in.</summary>
    public static bool CanComeBehind(string prefix) =>
        Names.Any(name => name.StartsWith(prefix, StringComparison.Ordinal))
        || NumberedNames.Any(name => prefix.StartsWith($"{name}_", StringComparison.Ordinal) && !prefix.AsSpan(name.Length + 1).ContainsAnyExceptInRange('0', '9'));
}
