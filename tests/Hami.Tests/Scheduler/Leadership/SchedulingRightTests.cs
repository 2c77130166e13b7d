using Hami.Core.Placement.State;
using Hami.Scheduler.Leadership;
using Hami.Tests.Kubernetes.Fakes;
using Xunit;

namespace Hami.Tests.Scheduler.Leadership;

/// <summary>Waiting for the right to place.</summary>
public sealed class SchedulingRightTests
{
    private readonly SchedulingRight right = new();

    [Fact]
    public async Task What_is_there_is_not_waited_for()
    {
        right.Grant(Fence.Sole);
        Assert.Equal(Fence.Sole, await right.WaitAsync(new CancellationToken(canceled: true)));
    }

    [Fact]
    public async Task All_who_wait_get_it()
    {
        var waiting = Enumerable.Range(0, 50).Select(_ => right.WaitAsync(TestContext.Current.CancellationToken)).ToArray();
        right.Grant(new Fence(true, 3, DateTimeOffset.MaxValue));
        Assert.All(await Eventually.Ends(Task.WhenAll(waiting)), fence => Assert.Equal(3, fence.Term));
    }

    [Fact]
    public async Task Whoever_gives_up_has_none()
    {
        using var patience = new CancellationTokenSource();
        var waiting = right.WaitAsync(patience.Token);
        await patience.CancelAsync();
        Assert.Equal(Fence.None, await Eventually.Ends(waiting));
    }

    [Fact]
    public async Task After_it_was_withdrawn_the_next_is_waited_for()
    {
        right.Grant(Fence.Sole);
        right.Withdraw("lost");
        var waiting = right.WaitAsync(TestContext.Current.CancellationToken);
        Assert.False(waiting.IsCompleted);
        right.Grant(new Fence(true, 2, DateTimeOffset.MaxValue));
        Assert.Equal(2, (await Eventually.Ends(waiting)).Term);
    }

    [Fact]
    public async Task A_right_that_is_gone_again_before_the_waiter_wakes_is_none()
    {
        for (var round = 0; round < 200; round++)
        {
            var waiting = Enumerable.Range(0, 4).Select(_ => right.WaitAsync(TestContext.Current.CancellationToken)).ToArray();
            right.Grant(new Fence(true, 1, DateTimeOffset.MaxValue));
            right.Withdraw("gone at once");
            right.Grant(new Fence(true, 2, DateTimeOffset.MaxValue));
            Assert.All(await Eventually.Ends(Task.WhenAll(waiting)), fence => Assert.True(fence.Holds));
            right.Withdraw("end of the round");
        }
    }
}
