using Hami.Core.Placement.State;
using Hami.Kubernetes.Leases;
using Microsoft.Extensions.Logging;

namespace Hami.Scheduler.Leadership;

/// <summary>
/// Turns leadership into the right to place. A new holder waits until no Binding of the term before can land any more, lists
/// from the quorum, and only then places. A scheduler without replicas waits the same way after its start, but only if
/// there is a pod that a Binding of its predecessor could still reach: one that is pending, or, where the server binds whatever
/// pod has the name, one that is yet to be made.
/// </summary>
internal sealed partial class Terms(
    ILeadership leadership,
    SchedulingRight right,
    ClusterState state,
    Func<CancellationToken, Task> listFromQuorum,
    Func<CancellationToken, Task<bool>> bindsByUid,
    MonotonicClock clock,
    TimeProvider time,
    TimeSpan bindTimeout,
    ILogger<Terms> logger)
{
    // How often the end of the right is moved on while the lease is renewed.
    private static readonly TimeSpan Renewal = TimeSpan.FromMilliseconds(250);

    /// <summary>Runs a scheduler that has no replicas; the caches must be filled.</summary>
    public async Task RunSoleAsync(CancellationToken cancellation)
    {
        if (state.PendingDevicePods().Count > 0 || !await bindsByUid(cancellation))
        {
            var wait = Task.Delay(bindTimeout, time, cancellation);
            right.Withdraw($"started: waits {bindTimeout.TotalSeconds:0.#} s, until no Binding of a process before this one can land any more");
            await wait;
            await listFromQuorum(cancellation);
        }

        right.Grant(Fence.Sole);
        Granted(0);
    }

    /// <summary>Runs a replica until cancelled; the caches must be filled.</summary>
    public async Task RunAsync(CancellationToken cancellation)
    {
        using var term = new Serving(cancellation);
        await foreach (var now in leadership.ChangesAsync(cancellation))
        {
            await term.EndAsync();
            if (!now.IsLeader)
            {
                right.Withdraw(now.Holder.Length > 0 ? $"{now.Holder} holds the lease" : "nobody holds the lease");
                continue;
            }

            term.Begin(token => ServeAsync(now.Term, token));
        }
    }

    private async Task ServeAsync(long term, CancellationToken cancellation)
    {
        var wait = Task.Delay(bindTimeout, time, cancellation);
        right.Withdraw($"taking over: waits {bindTimeout.TotalSeconds:0.#} s, until no Binding of the term before can land any more");
        await wait;
        await listFromQuorum(cancellation);
        state.VoidReservations();
        var isGranted = false;
        while (leadership.Current is { IsLeader: true } now && now.Term == term)
        {
            var left = now.ValidUntil.Remaining(time);
            right.Grant(new Fence(true, term, left == TimeSpan.MaxValue ? DateTimeOffset.MaxValue : clock.Now + left));
            if (!isGranted) Granted(term);
            isGranted = true;
            await Task.Delay(Renewal, time, cancellation);
        }

        right.Withdraw("the lease was lost");
        Lost(term);
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "places pods from now on (term {Term})")]
    private partial void Granted(long term);

    [LoggerMessage(Level = LogLevel.Warning, Message = "places no more pods: the lease was lost (term {Term})")]
    private partial void Lost(long term);

    /// <summary>The term that is being served, if any.</summary>
    private sealed class Serving(CancellationToken outer) : IDisposable
    {
        private CancellationTokenSource? source;
        private Task running = Task.CompletedTask;

        public void Begin(Func<CancellationToken, Task> serve)
        {
            source = CancellationTokenSource.CreateLinkedTokenSource(outer);
            running = serve(source.Token);
        }

        public async Task EndAsync()
        {
            if (source is null) return;
            await source.CancelAsync();
            await running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            source.Dispose();
            source = null;
        }

        public void Dispose() => source?.Dispose();
    }
}
