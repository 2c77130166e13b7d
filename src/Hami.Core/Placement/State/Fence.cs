namespace Hami.Core.Placement.State;

/// <summary>The right to place: what the lease says at one moment (design: reservations, two replicas).</summary>
/// <param name="Holds">Whether this replica may place now.</param>
/// <param name="Term">Number of the term in which it may; a reservation of another term is void.</param>
/// <param name="ValidUntil">When the right ends if it isn't renewed.</param>
public readonly record struct Fence(bool Holds, long Term, DateTimeOffset ValidUntil)
{
    /// <summary>The right of a scheduler that has no replicas.</summary>
    public static readonly Fence Sole = new(true, 0, DateTimeOffset.MaxValue);

    /// <summary>No right.</summary>
    public static readonly Fence None = new(false, 0, DateTimeOffset.MinValue);
}
