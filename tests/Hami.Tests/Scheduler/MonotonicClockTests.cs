using Hami.Scheduler;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace Hami.Tests.Scheduler;

/// <summary>Leases, reservations and Bindings don't care what is done to the machine's clock.</summary>
public sealed class MonotonicClockTests
{
    [Theory]
    [InlineData(-365)]
    [InlineData(365)]
    public void A_wall_clock_that_is_set_changes_nothing(int days)
    {
        var time = new FakeTimeProvider();
        var clock = new MonotonicClock(time);
        var before = clock.Now;

        time.AdjustTime(time.GetUtcNow().AddDays(days));
        Assert.Equal(before, clock.Now);
        Assert.Equal(time.GetUtcNow(), clock.WallTime);

        time.Advance(TimeSpan.FromSeconds(3));
        Assert.Equal(before.AddSeconds(3), clock.Now);
    }
}
