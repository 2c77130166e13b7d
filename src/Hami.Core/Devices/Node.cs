using Hami.Core.Requests;

namespace Hami.Core.Devices;

/// <summary>A node as placement sees it.</summary>
public sealed record Node
{
    private static readonly Dictionary<string, string> NoText = [];

    /// <summary>Name.</summary>
    public required string Name { get; init; }

    /// <summary>UID.</summary>
    public string Uid { get; init; } = "";

    /// <summary><c>metadata.resourceVersion</c>; opaque.</summary>
    public string ResourceVersion { get; init; } = "";

    /// <summary>Labels.</summary>
    public IReadOnlyDictionary<string, string> Labels { get; init; } = NoText;

    /// <summary>Annotations; a reader may keep only the keys in use.</summary>
    public IReadOnlyDictionary<string, string> Annotations { get; init; } = NoText;

    /// <summary><c>status.capacity</c>.</summary>
    public ResourceList Capacity { get; init; } = ResourceList.Empty;

    /// <summary><c>status.allocatable</c>; 0 for the count resource tells that its device plugin is gone.</summary>
    public ResourceList Allocatable { get; init; } = ResourceList.Empty;

    /// <summary>Condition <c>Ready</c>: false only when it is stated and not <c>True</c> (an object without conditions is judged by its devices alone).</summary>
    public bool IsReady { get; init; } = true;
}
