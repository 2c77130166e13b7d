using Hami.Scheduler.Configuration;
using Xunit;

namespace Hami.Tests.Configuration;

/// <summary>Durations as Go writes them.</summary>
public sealed class GoDurationTests
{
    [Theory]
    [InlineData("0", 0)]
    [InlineData("0s", 0)]
    [InlineData("5m", 300_000)]
    [InlineData("28s", 28_000)]
    [InlineData("1h30m", 5_400_000)]
    [InlineData("1h0m0.5s", 3_600_500)]
    [InlineData("1.5s", 1_500)]
    [InlineData(".5s", 500)]
    [InlineData("5.s", 5_000)]
    [InlineData("100ms", 100)]
    [InlineData("1500us", 1.5)]
    [InlineData("1500µs", 1.5)]
    [InlineData("2000000ns", 2)]
    public void Are_read(string text, double milliseconds)
    {
        Assert.True(GoDuration.TryParse(text, out var value));
        Assert.Equal(milliseconds, value.TotalMilliseconds);
    }

    [Theory]
    [InlineData("")]
    [InlineData("5")]
    [InlineData("-5s")]
    [InlineData("5 m")]
    [InlineData("m")]
    [InlineData(".s")]
    [InlineData("1.2.3s")]
    [InlineData("5d")]
    [InlineData("5M")]
    [InlineData("1h-1m")]
    [InlineData("9999999999h")]
    [InlineData("1e3s")]
    [InlineData("99999999999999999999999999s")]
    public void Anything_else_is_refused(string text) => Assert.False(GoDuration.TryParse(text, out _));

    [Theory]
    [InlineData("5m")]
    [InlineData("28s")]
    [InlineData("1h30m")]
    [InlineData("24h")]
    [InlineData("100ms")]
    [InlineData("1m0.5s", "1m0.5s")]
    [InlineData("90s", "1m30s")]
    [InlineData("0s", "0")]
    public void Are_written_as_they_are_read(string text, string? written = null)
    {
        Assert.True(GoDuration.TryParse(text, out var value));
        Assert.Equal(written ?? text, GoDuration.Write(value));
    }
}
