namespace Hami.Kubernetes.Leases;

/// <summary>Who leads, as far as it is known at one moment.</summary>
/// <param name="IsLeader">Whether it is us.</param>
/// <param name="Term">
/// Grows with every change of the holder that is seen; the lease's own count of changes where that is greater. Zero
/// before any holder was seen.
/// </param>
/// <param name="ValidUntil">Until when nobody else can have become the leader; in the past where nobody leads.</param>
/// <param name="Holder">The holder's identity; empty where there is none.</param>
public readonly record struct LeaderState(bool IsLeader, long Term, Deadline ValidUntil, string Holder);
