using Hami.Core.Requests;

namespace Hami.Core.Admission.Submitted;

/// <summary>A container as submitted, with where its parts stand in the object.</summary>
internal sealed record SubmittedContainer
{
    /// <summary>In which list it stands.</summary>
    public required ContainerPosition Position { get; init; }

    /// <summary>JSON Pointer to it.</summary>
    public required string Pointer { get; init; }

    /// <summary>Name.</summary>
    public required string Name { get; init; }

    /// <summary>Whether it has <c>restartPolicy: Always</c> among the init containers.</summary>
    public required bool IsSidecar { get; init; }

    /// <summary><c>securityContext.privileged</c>.</summary>
    public required bool IsPrivileged { get; init; }

    /// <summary>Whether <c>resources</c> is there.</summary>
    public required bool HasResources { get; init; }

    /// <summary><c>resources.limits</c>, null when absent.</summary>
    public required IReadOnlyDictionary<string, string>? Limits { get; init; }

    /// <summary><c>resources.requests</c>, null when absent.</summary>
    public required IReadOnlyDictionary<string, string>? Requests { get; init; }

    /// <summary><c>env</c>, null when absent.</summary>
    public required IReadOnlyList<SubmittedVariable>? Environment { get; init; }

    /// <summary>The prefixes of the ConfigMaps and Secrets in <c>envFrom</c>.</summary>
    public required IReadOnlyList<string> SourcePrefixes { get; init; }

    /// <summary>The container for vendors to work on.</summary>
    public ContainerDraft ToDraft() => new(
        Name, Limits ?? new Dictionary<string, string>(), Requests ?? new Dictionary<string, string>(), (Environment ?? []).Select(static variable => variable.Name));
}
