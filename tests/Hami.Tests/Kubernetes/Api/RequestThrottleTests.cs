using Hami.Kubernetes;
using Hami.Kubernetes.Api;
using Hami.Tests.Kubernetes.Fakes;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace Hami.Tests.Kubernetes.Api;

public sealed class RequestThrottleTests
{
    private readonly FakeTimeProvider _time = new();

    [Fact]
    public async Task Lets_the_burst_through_and_then_one_for_each_interval_in_order()
    {
        var throttle = new RequestThrottle(5, 10, _time);
        for (var i = 0; i < 10; i++) Assert.Equal(TimeSpan.Zero, await WaitAsync(throttle));

        var waiting = Enumerable.Range(0, 5).Select(_ => WaitAsync(throttle)).ToArray();
        for (var i = 0; i < 5; i++)
        {
            Assert.False(waiting[i].IsCompleted);
            _time.Advance(TimeSpan.FromMilliseconds(200));
            Assert.Equal(200 * (i + 1), (await Eventually.Ends(waiting[i])).TotalMilliseconds, 3);
        }

        _time.Advance(TimeSpan.FromMinutes(1));
        for (var i = 0; i < 10; i++) Assert.Equal(TimeSpan.Zero, await WaitAsync(throttle));
        Assert.False(WaitAsync(throttle).IsCompleted);
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(-1, -1)]
    [InlineData(-1, 10)]
    public async Task Zero_and_less_are_no_limit(double perSecond, int burst)
    {
        var throttle = new RequestThrottle(perSecond, burst, _time);
        for (var i = 0; i < 10_000; i++) Assert.Equal(TimeSpan.Zero, await WaitAsync(throttle));
    }

    [Fact]
    public async Task A_turn_after_the_deadline_is_not_waited_for_and_not_taken()
    {
        var throttle = new RequestThrottle(1, 1, _time);
        await WaitAsync(throttle);
        for (var i = 0; i < 5; i++)
        {
            var error = await Assert.ThrowsAsync<ApiException>(async () =>
                await throttle.WaitAsync(Deadline.In(_time, TimeSpan.FromSeconds(0.5)), CancellationToken.None));
            Assert.True(error.IsDefinite);
            Assert.Contains("--kube-qps", error.Message);
        }

        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(TimeSpan.Zero, await WaitAsync(throttle));
    }

    [Fact]
    public async Task Who_gives_up_gives_his_turn_back()
    {
        var throttle = new RequestThrottle(1, 1, _time);
        await WaitAsync(throttle);
        using var impatient = new CancellationTokenSource();
        var gone = throttle.WaitAsync(Deadline.Never, impatient.Token).AsTask();
        await impatient.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => gone);

        var next = WaitAsync(throttle);
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(1, (await Eventually.Ends(next)).TotalSeconds, 3);
    }

    private static Task<TimeSpan> WaitAsync(RequestThrottle throttle) =>
        throttle.WaitAsync(Deadline.Never, CancellationToken.None).AsTask();
}
