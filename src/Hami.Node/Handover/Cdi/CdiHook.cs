namespace Hami.Nodes.Handover.Cdi;

/// <summary>A program of the host that the runtime runs at some point of a container's start.</summary>
public sealed record CdiHook
{
    /// <summary>When, such as <c>createContainer</c>.</summary>
    public required string HookName { get; init; }

    /// <summary>The program.</summary>
    public required string Path { get; init; }

    /// <summary>Its arguments, its own name first.</summary>
    public IReadOnlyList<string>? Args { get; init; }

    /// <summary>Its environment.</summary>
    public IReadOnlyList<string>? Env { get; init; }

    /// <summary>Seconds.</summary>
    public int? Timeout { get; init; }
}
