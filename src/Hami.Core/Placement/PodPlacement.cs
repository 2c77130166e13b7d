using Hami.Core.Devices;

namespace Hami.Core.Placement;

/// <summary>A decision: the node, and for each container its shares.</summary>
public sealed record PodPlacement
{
    /// <summary>The node.</summary>
    public required string NodeName { get; init; }

    /// <summary>For each vendor that the pod has shares of, the shares of each position (init containers first); empty for a container without.</summary>
    public required IReadOnlyDictionary<string, IReadOnlyList<IReadOnlyList<Share>>> ByVendor { get; init; }

    /// <summary>The hardware instances decided on.</summary>
    public IReadOnlyList<MigReservation> Instances { get; init; } = [];

    /// <summary>What it takes of each device.</summary>
    public required PodUsage Usage { get; init; }

    /// <summary>The node's score under the policy.</summary>
    public float Score { get; init; }

    /// <summary>The snapshot that it was decided on.</summary>
    public required NodeSnapshot Basis { get; init; }

    /// <summary>The vendor's shares by position.</summary>
    public IReadOnlyList<IReadOnlyList<Share>> SharesOf(string vendor) => ByVendor.GetValueOrDefault(vendor) ?? [];
}
