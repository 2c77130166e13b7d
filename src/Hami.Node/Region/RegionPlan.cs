namespace Hami.Nodes.Region;

/// <summary>What a region is made with.</summary>
/// <param name="Devices">The devices that are granted, in the order in which limits are numbered; at most <see cref="RegionLayout.Devices"/>.</param>
/// <param name="Priority">0 is the highest.</param>
public sealed record RegionPlan(IReadOnlyList<RegionPlan.Device> Devices, int Priority = 1)
{
    /// <summary>A device and its limits.</summary>
    /// <param name="Uuid">Printable ASCII, shorter than <see cref="RegionLayout.UuidBytes"/>.</param>
    /// <param name="MemoryBytes">Limit of memory, at least 1.</param>
    /// <param name="CorePercent">Limit of cores, 1 to 99; null for none.</param>
    /// <param name="Policy">When the limit of cores is in force.</param>
    public sealed record Device(string Uuid, ulong MemoryBytes, int? CorePercent, CorePolicy Policy = CorePolicy.Default);
}
