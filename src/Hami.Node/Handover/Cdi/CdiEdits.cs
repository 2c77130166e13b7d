namespace Hami.Nodes.Handover.Cdi;

/// <summary>What a CDI device changes in a container.</summary>
public sealed record CdiEdits
{
    /// <summary>Nothing.</summary>
    public static readonly CdiEdits None = new();

    /// <summary>Variables, <c>NAME=value</c>. They win over the pod's own.</summary>
    public IReadOnlyList<string>? Env { get; init; }

    /// <summary>Device nodes.</summary>
    public IReadOnlyList<CdiDeviceNode>? DeviceNodes { get; init; }

    /// <summary>Hooks.</summary>
    public IReadOnlyList<CdiHook>? Hooks { get; init; }

    /// <summary>Mounts.</summary>
    public IReadOnlyList<CdiMount>? Mounts { get; init; }

    /// <summary>Groups that the container's user is in besides its own.</summary>
    public IReadOnlyList<uint>? AdditionalGids { get; init; }

    /// <summary>
    /// These and then others, each entry once: several cards bring the same control nodes and libraries. Of a variable that both set, the
    /// later one stays.
    /// </summary>
    public CdiEdits And(CdiEdits other) => new()
    {
        Env = Variables([.. Env ?? [], .. other.Env ?? []]),
        DeviceNodes = Joined(DeviceNodes, other.DeviceNodes, static node => node.Path),
        Hooks = Joined(Hooks, other.Hooks, static hook => $"{hook.HookName} {hook.Path} {string.Join('\0', hook.Args ?? [])}"),
        Mounts = Joined(Mounts, other.Mounts, static mount => mount.ContainerPath),
        AdditionalGids = Joined(AdditionalGids, other.AdditionalGids, static group => group),
    };

    private static List<string>? Variables(IReadOnlyList<string> all)
    {
        var kept = new List<string>();
        foreach (var variable in all)
        {
            var name = variable.AsSpan()[..Math.Max(variable.IndexOf('=', StringComparison.Ordinal), 0)].ToString() + '=';
            kept.RemoveAll(earlier => earlier.StartsWith(name, StringComparison.Ordinal));
            kept.Add(variable);
        }

        return kept.Count == 0 ? null : kept;
    }

    private static List<T>? Joined<T, TKey>(IReadOnlyList<T>? one, IReadOnlyList<T>? other, Func<T, TKey> key)
    {
        List<T> all = [.. (one ?? []).Concat(other ?? []).DistinctBy(key)];
        return all.Count == 0 ? null : all;
    }
}
