namespace Hami.Kubernetes.Api;

/// <summary>
/// A token bucket: calls beyond the burst wait for their turn, in the order of their arrival. The clock is the
/// provider's monotonic one.
/// </summary>
public sealed class RequestThrottle
{
    private readonly TimeProvider _time;
    private readonly double _perSecond;
    private readonly double _burst;
    private readonly Lock _gate = new();

    // Below zero: the debt of those who wait already.
    private double _tokens;
    private long _updated;

    /// <summary>Makes a full bucket.</summary>
    /// <param name="requestsPerSecond">The refill; 0 and less: no limit at all.</param>
    /// <param name="burst">The size; 0 and less: a second's refill, at least one.</param>
    /// <param name="time">The clock.</param>
    public RequestThrottle(double requestsPerSecond, int burst, TimeProvider time)
    {
        _time = time;
        _perSecond = requestsPerSecond;
        _burst = burst > 0 ? burst : Math.Max(1, requestsPerSecond);
        _tokens = _burst;
        _updated = time.GetTimestamp();
    }

    /// <summary>Waits for a turn.</summary>
    /// <returns>How long that took.</returns>
    /// <exception cref="ApiException">The turn would come after the deadline; nothing was taken.</exception>
    /// <exception cref="OperationCanceledException">Cancelled while waiting; the turn was given back.</exception>
    public async ValueTask<TimeSpan> WaitAsync(Deadline deadline, CancellationToken cancellation)
    {
        if (_perSecond <= 0) return TimeSpan.Zero;
        cancellation.ThrowIfCancellationRequested();
        var wait = Take(deadline.Remaining(_time));
        if (wait == TimeSpan.Zero) return wait;
        try
        {
            await Task.Delay(wait, _time, cancellation);
        }
        catch (OperationCanceledException)
        {
            lock (_gate) _tokens = Math.Min(_burst, _tokens + 1);
            throw;
        }

        return wait;
    }

    private TimeSpan Take(TimeSpan patience)
    {
        lock (_gate)
        {
            var now = _time.GetTimestamp();
            var gained = _time.GetElapsedTime(_updated, now).TotalSeconds * _perSecond;
            var tokens = Math.Min(_burst, _tokens + gained);
            var wait = tokens >= 1 ? TimeSpan.Zero : TimeSpan.FromSeconds((1 - tokens) / _perSecond);
            if (wait > patience)
            {
                throw new ApiException(
                    ApiErrorKind.Unreachable,
                    $"not sent: the client-side throttle would hold the call for {wait.TotalSeconds:0.0} s, past its "
                    + "deadline; raise --kube-qps and --kube-burst");
            }

            _tokens = tokens - 1;
            _updated = now;
            return wait;
        }
    }
}
