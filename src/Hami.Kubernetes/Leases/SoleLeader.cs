using System.Runtime.CompilerServices;

namespace Hami.Kubernetes.Leases;

/// <summary>The only replica leads, always (no <c>--leader-elect</c>).</summary>
public sealed class SoleLeader : ILeadership
{
    /// <inheritdoc/>
    public LeaderState Current { get; } = new(IsLeader: true, Term: 1, Deadline.Never, Holder: "");

    /// <inheritdoc/>
    public async IAsyncEnumerable<LeaderState> ChangesAsync([EnumeratorCancellation] CancellationToken cancellation)
    {
        yield return Current;
        await Task.Delay(Timeout.Infinite, cancellation);
    }
}
