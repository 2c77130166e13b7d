namespace Hami.Nodes.Handover.Cdi;

/// <summary>One device of a specification.</summary>
public sealed record CdiDevice
{
    /// <summary>Its name within the kind.</summary>
    public required string Name { get; init; }

    /// <summary>Notes for people.</summary>
    public IReadOnlyDictionary<string, string>? Annotations { get; init; }

    /// <summary>What it changes.</summary>
    public required CdiEdits ContainerEdits { get; init; }
}
