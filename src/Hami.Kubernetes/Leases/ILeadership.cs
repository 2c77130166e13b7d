namespace Hami.Kubernetes.Leases;

/// <summary>Whether this replica may place pods.</summary>
public interface ILeadership
{
    /// <summary>The state now: a lease that has run out doesn't count.</summary>
    LeaderState Current { get; }

    /// <summary>
    /// The state now, then each time the leader or the term changes; renewals aren't changes. Who reads slowly misses
    /// states, never the last one.
    /// </summary>
    IAsyncEnumerable<LeaderState> ChangesAsync(CancellationToken cancellation);
}
