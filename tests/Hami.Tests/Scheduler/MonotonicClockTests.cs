using Hami.Scheduler;
using Hami.Tests.Scheduler.Fakes;
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
        var machine = new FakeTimeProvider();
        var time = new SettableWallClock(machine);
        var clock = new MonotonicClock(time);
        var before = clock.Now;

        time.Offset = TimeSpan.FromDays(days);
        Assert.Equal(before, clock.Now);
        Assert.Equal(machine.GetUtcNow().AddDays(days), clock.WallTime);

        machine.Advance(TimeSpan.FromSeconds(3));
        Assert.Equal(3, (clock.Now - before).TotalSeconds, 0.001);
    }
}
