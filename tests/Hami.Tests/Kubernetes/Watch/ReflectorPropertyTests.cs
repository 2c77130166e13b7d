using Hami.Tests.Kubernetes.Fakes;
using Xunit;

namespace Hami.Tests.Kubernetes.Watch;

/// <summary>
/// Whatever the server does to a watch, the cache and a handler's own picture end up equal to what the server holds,
/// and no call on the way contradicts another.
/// </summary>
public sealed class ReflectorPropertyTests
{
    private const int Rounds = 20;
    private const int ChangesPerRound = 5_000;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task Random_changes_under_random_unkindness_leave_no_drift(int seed)
    {
        var random = new Random(seed);
        var served = new Random(seed + 1000);
        var options = FollowedServer.Quick with { PageSize = 40, FirstBackoff = TimeSpan.FromMilliseconds(1), LongestBackoff = TimeSpan.FromMilliseconds(4) };
        await using var server = await FollowedServer.StartAsync(options: options);

        for (var round = 0; round < Rounds; round++)
        {
            server.Pods.NextUnkindness = () => Unkind(served);
            for (var change = 0; change < ChangesPerRound; change++)
            {
                Change(server.Pods, random);
                // Lets the watch see the middle of things, not only their end.
                if (random.Next(100) == 0) await Task.Delay(1);
            }

            server.Pods.NextUnkindness = () => Unkindness.None;
            server.Pods.Put("last-of-the-round");
            await server.CaughtUpAsync();

            Assert.Equal(server.Pods.Truth, server.Cached);
            Assert.Equal(server.Pods.Truth, server.Handler.Picture);
            Assert.Empty(server.Handler.Breaches);
        }

        // The property would hold idly if nothing had gone wrong, or if every change had come by a list.
        Assert.True(server.Handler.Lists > 10, $"only {server.Handler.Lists} lists");
        Assert.True(server.Interruptions.Count > 100, $"only {server.Interruptions.Count} interruptions");
        Assert.True(server.Handler.Events > 1_000, $"only {server.Handler.Events} events");
    }

    private static void Change(ToyPods pods, Random random)
    {
        var name = $"p{random.Next(120)}";
        switch (random.Next(1000))
        {
            case < 600: pods.Put(name); break;
            case < 980: pods.Delete(name); break;
            case < 999: pods.Bookmark(); break;
            default: pods.Compact(); break;
        }
    }

    private static Unkindness Unkind(Random random)
    {
        lock (random)
        {
            return random.Next(2000) switch
            {
                0 => Unkindness.Cut,
                1 => Unkindness.HalfLine,
                2 => Unkindness.End,
                3 => Unkindness.ErrorEvent,
                < 50 => Unkindness.Twice,
                < 100 => Unkindness.EarlierAgain,
                _ => Unkindness.None,
            };
        }
    }
}
