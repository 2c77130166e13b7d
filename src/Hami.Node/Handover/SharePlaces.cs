namespace Hami.Nodes.Handover;

/// <summary>Where the parts of a share lie.</summary>
public sealed record SharePlaces
{
    /// <summary>On the host: the folder in which each container's region has a folder of its own.</summary>
    public required string FoldersOnHost { get; init; }

    /// <summary>In the container: where its region's folder is mounted.</summary>
    public required string FolderInContainer { get; init; }

    /// <summary>On the host: the program that leaves a mark for each container that starts with its specification.</summary>
    public required string MarkHook { get; init; }
}
