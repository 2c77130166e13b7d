namespace Hami.Nodes.Region;

/// <summary>Bytes of one device that a process uses, or several.</summary>
/// <param name="Context">For contexts.</param>
/// <param name="Module">For modules.</param>
/// <param name="Data">For what programs allocate.</param>
/// <param name="Offset">The original's correction.</param>
/// <param name="Total">All of it.</param>
public readonly record struct MemoryInUse(ulong Context, ulong Module, ulong Data, ulong Offset, ulong Total)
{
    /// <summary>Adds up; a sum too great for the type is its greatest number.</summary>
    public static MemoryInUse operator +(MemoryInUse one, MemoryInUse other) => new(
        Sum(one.Context, other.Context), Sum(one.Module, other.Module), Sum(one.Data, other.Data), Sum(one.Offset, other.Offset), Sum(one.Total, other.Total));

    internal static ulong Sum(ulong one, ulong other) => one > ulong.MaxValue - other ? ulong.MaxValue : one + other;
}
