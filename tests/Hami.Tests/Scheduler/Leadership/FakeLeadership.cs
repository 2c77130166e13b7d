using System.Threading.Channels;
using Hami.Kubernetes;
using Hami.Kubernetes.Leases;

namespace Hami.Tests.Scheduler.Leadership;

/// <summary>A lease that a test hands around.</summary>
internal sealed class FakeLeadership(TimeProvider time) : ILeadership
{
    private readonly Channel<LeaderState> changes = Channel.CreateUnbounded<LeaderState>();
    private LeaderState current = new(false, 0, default, "");

    public LeaderState Current => current.ValidUntil.HasPassed(time) ? current with { IsLeader = false } : current;

    /// <summary>The holder has changed.</summary>
    public void Passes(bool toUs, long term, TimeSpan lasts, string holder = "us_1")
    {
        Renews(toUs, term, lasts, holder);
        changes.Writer.TryWrite(current);
    }

    /// <summary>The holder goes on: no change is told.</summary>
    public void Renews(bool ours, long term, TimeSpan lasts, string holder = "us_1") => current = new LeaderState(ours, term, Deadline.In(time, lasts), holder);

    public IAsyncEnumerable<LeaderState> ChangesAsync(CancellationToken cancellation) => changes.Reader.ReadAllAsync(cancellation);
}
