namespace Hami.Core.Devices;

/// <summary>The memory slices <c>[Start, Start + Size)</c> of a device.</summary>
/// <param name="Start">First slice.</param>
/// <param name="Size">Number of slices.</param>
public readonly record struct MigPlacement(int Start, int Size)
{
    /// <summary>Whether the two share a slice.</summary>
    public bool Overlaps(MigPlacement other) => Start < other.Start + other.Size && other.Start < Start + Size;
}
