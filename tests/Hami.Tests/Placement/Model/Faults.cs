using Hami.Core.Placement;
using Hami.Core.Placement.State;

namespace Hami.Tests.Placement.Model;

/// <summary>Is told of each placement that is reserved.</summary>
internal interface IRemembersPlacements
{
    IReadOnlyDictionary<string, PodPlacement> Placements { get; }

    void Remember(string uid, PodPlacement placement);
}

/// <summary>Commits decisions whatever has happened to their node.</summary>
internal sealed class WithoutCompareAndSwap(VendorSet vendors, StateSettings settings) : ClusterState(vendors, settings)
{
    internal override bool IsCurrent(NodeEntry node, NodeSnapshot basis) => true;
}

/// <summary>Binds whatever the lease says.</summary>
internal sealed class WithoutFence(VendorSet vendors, StateSettings settings) : ClusterState(vendors, settings)
{
    internal override bool MayBind(Fence fence, DateTimeOffset deadline) => true;
}

/// <summary>Binds what was decided once, without looking whether it is still reserved.</summary>
internal sealed class WithoutRecheck(VendorSet vendors, StateSettings settings) : ClusterState(vendors, settings), IRemembersPlacements
{
    private readonly SortedDictionary<string, PodPlacement> placements = new(StringComparer.Ordinal);

    public IReadOnlyDictionary<string, PodPlacement> Placements => placements;

    public void Remember(string uid, PodPlacement placement) => placements[uid] = placement;

    internal override PodPlacement? PlacementForBind(PodEntry entry, BindRequest request, Fence fence, DateTimeOffset now, out string refusal)
    {
        if (!placements.TryGetValue(entry.Uid, out var placement)) return base.PlacementForBind(entry, request, fence, now, out refusal);
        refusal = "";
        return placement;
    }
}
