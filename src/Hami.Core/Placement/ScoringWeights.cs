namespace Hami.Core.Placement;

/// <summary>How much shares, cores and memory count in the score of a device (control-plane.md §6.5).</summary>
/// <param name="Slot">Weight of the shares in use.</param>
/// <param name="Core">Weight of the cores in use.</param>
/// <param name="Memory">Weight of the memory in use.</param>
public readonly record struct ScoringWeights(long Slot, long Core, long Memory)
{
    /// <summary>What counts for a pod that says nothing.</summary>
    public static readonly ScoringWeights Default = new(1, 1, 1);
}
