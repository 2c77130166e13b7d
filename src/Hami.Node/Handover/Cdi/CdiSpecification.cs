namespace Hami.Nodes.Handover.Cdi;

/// <summary>A CDI specification: a file in a folder that the container runtime watches (Container Device Interface 0.3 to 0.8).</summary>
public sealed record CdiSpecification
{
    /// <summary>Version of the format.</summary>
    public required string CdiVersion { get; init; }

    /// <summary>Kind of the devices, <c>vendor/class</c>.</summary>
    public required string Kind { get; init; }

    /// <summary>Notes for people.</summary>
    public IReadOnlyDictionary<string, string>? Annotations { get; init; }

    /// <summary>The devices.</summary>
    public required IReadOnlyList<CdiDevice> Devices { get; init; }

    /// <summary>What each of them brings with it.</summary>
    public CdiEdits? ContainerEdits { get; init; }
}
