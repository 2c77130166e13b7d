using Microsoft.Extensions.Time.Testing;

namespace Hami.Tests.Scheduler.Fakes;

/// <summary>A machine whose wall clock can be set, which its timers and its monotonic clock don't notice.</summary>
internal sealed class SettableWallClock(FakeTimeProvider machine) : TimeProvider
{
    /// <summary>How far the wall clock was set.</summary>
    public TimeSpan Offset { get; set; }

    public override long TimestampFrequency => machine.TimestampFrequency;

    public override DateTimeOffset GetUtcNow() => machine.GetUtcNow() + Offset;

    public override long GetTimestamp() => machine.GetTimestamp();

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        machine.CreateTimer(callback, state, dueTime, period);
}
