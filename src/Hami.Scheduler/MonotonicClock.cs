namespace Hami.Scheduler;

/// <summary>
/// The time by which leases, reservations and Bindings are measured: it only grows, whatever is done to the machine's clock,
/// and is counted from an arbitrary moment. Annotations carry the wall time.
/// </summary>
internal sealed class MonotonicClock(TimeProvider time)
{
    /// <summary>The time on this clock; compares only with other readings of it.</summary>
    public DateTimeOffset Now => DateTimeOffset.UnixEpoch + time.GetElapsedTime(0);

    /// <summary>The time as people read it.</summary>
    public DateTimeOffset WallTime => time.GetUtcNow();
}
