using Hami.Kubernetes.Api;
using Hami.Kubernetes.Watch;
using Hami.Tests.Kubernetes.Fakes;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace Hami.Tests.Kubernetes.Watch;

public sealed class ReflectorTests
{
    [Fact]
    public async Task Lists_in_pages_and_then_tells_each_change_in_order()
    {
        await using var server = await FollowedServer.StartAsync(
            options: FollowedServer.Quick with { PageSize = 2 },
            prepare: pods =>
            {
                foreach (var name in new[] { "a", "b", "c", "d", "e" }) pods.Put(name);
            });
        await Eventually.Ends(server.Reflector.HasSynced);
        Assert.Equal(3, server.Pods.ListCount);

        server.Pods.Put("f");
        server.Pods.Put("a");
        server.Pods.Delete("b");
        await server.CaughtUpAsync();

        Assert.Equal(
            ["listed 5 at 105", "upserted f 106", "upserted a 107", "deleted b u2"], server.Handler.Calls);
        Assert.Equal(server.Pods.Truth, server.Cached);
        Assert.Equal(1, server.Pods.WatchCount);
    }

    [Fact]
    public async Task A_list_names_no_version_and_so_is_read_from_the_quorum()
    {
        await using var server = await FollowedServer.StartAsync(prepare: pods => pods.Put("a"));
        await server.WatchingAsync();

        Assert.Equal("/api/v1/pods?limit=500", server.Pods.Requests[0]);
        Assert.Matches(
            @"^/api/v1/pods\?watch=1&allowWatchBookmarks=true&timeoutSeconds=\d+&resourceVersion=101$",
            server.Pods.Requests[1]);
    }

    [Theory]
    [InlineData(Unkindness.None)]
    [InlineData(Unkindness.ErrorEvent)]
    public async Task After_an_expired_version_the_list_tells_deletions_too(Unkindness how)
    {
        await using var server = await FollowedServer.StartAsync(prepare: pods =>
        {
            pods.Put("stays");
            pods.Put("goes");
            pods.Put("is-replaced");
        });
        await server.CaughtUpAsync();
        await server.WatchingAsync();

        await AwayDuringAsync(server, () =>
        {
            server.Pods.Delete("goes");
            server.Pods.Delete("is-replaced");
            server.Pods.Put("is-replaced");
            server.Pods.Put("is-new");
            server.Pods.Compact();
            server.Pods.NextUnkindness = () => how;
        });
        await Eventually.Is(() => server.Handler.Lists == 2);

        Assert.Equal(
            ["listed 3 at 103", "deleted is-replaced u3", "deleted goes u2", "listed 3 at 107"], server.Handler.Calls);
        Assert.Equal(server.Pods.Truth, server.Cached);
        Assert.Empty(server.Handler.Breaches);
    }

    [Theory]
    [InlineData(Unkindness.Cut)]
    [InlineData(Unkindness.HalfLine)]
    [InlineData(Unkindness.End)]
    public async Task A_broken_stream_loses_nothing_and_needs_no_list(Unkindness how)
    {
        await using var server = await FollowedServer.StartAsync(prepare: pods => pods.Put("a"));
        await Eventually.Ends(server.Reflector.HasSynced);
        var first = true;
        server.Pods.NextUnkindness = () => Interlocked.Exchange(ref first, false) ? how : Unkindness.None;

        server.Pods.Put("b");
        server.Pods.Put("c");
        await server.CaughtUpAsync();

        Assert.Equal(["listed 1 at 101", "upserted b 102", "upserted c 103"], server.Handler.Calls);
        Assert.Equal(1, server.Handler.Lists);
    }

    [Theory]
    [InlineData(Unkindness.Twice)]
    [InlineData(Unkindness.EarlierAgain)]
    public async Task What_is_sent_twice_is_told_once(Unkindness how)
    {
        await using var server = await FollowedServer.StartAsync();
        await Eventually.Ends(server.Reflector.HasSynced);
        server.Pods.NextUnkindness = () => how;

        server.Pods.Put("a");
        server.Pods.Put("a");
        server.Pods.Delete("a");
        server.Pods.Put("a");
        await server.CaughtUpAsync();

        Assert.Equal(
            ["listed 0 at 100", "upserted a 101", "upserted a 102", "deleted a u1", "upserted a 104"],
            server.Handler.Calls);
    }

    [Fact]
    public async Task What_a_later_page_of_the_list_showed_is_not_told_again_by_the_watch()
    {
        await using var server = await FollowedServer.StartAsync(prepare: pods =>
        {
            pods.Put("a");
            pods.Put("a");
            pods.Put("a");
            pods.Intercept = async context =>
            {
                if (context.Request.Query["watch"] == "1") return false;
                await context.Response.WriteAsync("""{"metadata":{"resourceVersion":"101"},"items":[{"metadata":{"name":"a","namespace":"default","uid":"u1","resourceVersion":"103"}}]}""");
                return true;
            };
        });
        server.Pods.Put("a");
        await server.CaughtUpAsync();

        Assert.Equal(["listed 1 at 101", "upserted a 104"], server.Handler.Calls);
    }

    [Fact]
    public async Task A_bookmark_moves_the_version_from_which_the_next_watch_starts()
    {
        await using var server = await FollowedServer.StartAsync(prepare: pods => pods.Put("a"));
        await server.WatchingAsync();
        server.Pods.Bookmark();
        await Eventually.Is(() => server.Reflector.Cache.Version == "102");

        await AwayDuringAsync(server, server.Pods.Compact);
        server.Pods.Put("b");
        await server.CaughtUpAsync();

        Assert.Equal(1, server.Handler.Lists);
        Assert.EndsWith("resourceVersion=102", server.Pods.Requests[^1]);
    }

    [Fact]
    public async Task An_object_that_cannot_be_decoded_is_reported_and_stays_as_it_was()
    {
        await using var server = await FollowedServer.StartAsync(prepare: pods =>
        {
            pods.Put("a");
            pods.Put("b");
        });
        await server.WatchingAsync();

        server.Pods.Say(revision => $$$"""{"type":"MODIFIED","object":{"metadata":{"name":"a","namespace":"default","uid":"u1","resourceVersion":"{{{revision}}}"},"spec":{"nodeName":7}} }""");
        server.Pods.Put("c");
        await server.CaughtUpAsync();

        var refusal = Assert.Single(server.Refusals);
        Assert.Equal("default/a", refusal.Key.ToString());
        Assert.Contains("Number", refusal.Reason);
        Assert.Equal("u1@101", server.Cached["a"]);
        Assert.Equal("u2@102", server.Cached["b"]);
    }

    [Fact]
    public async Task An_undecodable_object_in_a_list_is_no_deletion_and_its_own_deletion_is_understood()
    {
        var broken = false;
        await using var server = await FollowedServer.StartAsync(prepare: pods =>
        {
            pods.Put("a");
            pods.Put("b");
            pods.Intercept = async context =>
            {
                if (!Volatile.Read(ref broken) || context.Request.Query["watch"] == "1") return false;
                await context.Response.WriteAsync("""{"items":[{"metadata":{"name":"a","namespace":"default","uid":"u1","resourceVersion":"103"},"spec":{"nodeName":[]}}],"metadata":{"resourceVersion":"103"}}""");
                return true;
            };
        });
        await Eventually.Ends(server.Reflector.HasSynced);
        Volatile.Write(ref broken, true);

        Assert.Equal("103", await Eventually.Ends(server.Reflector.ConsistentListAsync(CancellationToken.None)));
        Assert.Equal(["listed 2 at 102", "deleted b u2", "listed 1 at 103"], server.Handler.Calls);
        Assert.Equal("u1@101", server.Cached["a"]);

        await server.WatchingAsync();
        server.Pods.Put("c");
        server.Pods.Say(revision => $$$"""{"type":"DELETED","object":{"metadata":{"name":"a","namespace":"default","uid":"u1","resourceVersion":"{{{revision}}}"},"spec":{"nodeName":[]}} }""");
        await Eventually.Is(() => server.Handler.Calls.Contains("deleted a u1"));
    }

    [Fact]
    public async Task A_line_of_a_megabyte_is_an_event_like_any_other()
    {
        await using var server = await FollowedServer.StartAsync();
        await Eventually.Ends(server.Reflector.HasSynced);

        server.Pods.Padding = new string('x', 1 << 20);
        server.Pods.Put("large");
        server.Pods.Padding = "";
        server.Pods.Put("small");
        await server.CaughtUpAsync();

        Assert.Equal(server.Pods.Truth, server.Cached);
    }

    [Fact]
    public async Task What_is_no_event_breaks_the_stream_and_after_three_times_it_lists()
    {
        await using var server = await FollowedServer.StartAsync(prepare: pods =>
        {
            pods.Put("a");
            pods.Intercept = async context =>
            {
                if (context.Request.Query["watch"] != "1" || pods.ListCount > 1) return false;
                await context.Response.WriteAsync("<html>a proxy's login page</html>\n");
                return true;
            };
        });
        await Eventually.Is(() => server.Handler.Lists == 2);

        Assert.Equal(3, server.Interruptions.Count);
        Assert.All(server.Interruptions, reason => Assert.Contains("not an event", reason));
        server.Pods.Put("b");
        await server.CaughtUpAsync();
    }

    [Fact]
    public async Task A_server_that_is_away_is_tried_in_growing_pauses_and_then_caught_up_with()
    {
        var time = new FakeTimeProvider();
        var away = true;
        await using var server = await FollowedServer.StartAsync(time, new ReflectorOptions(), pods =>
        {
            pods.Put("a");
            pods.Intercept = context =>
            {
                if (Volatile.Read(ref away)) context.Abort();
                return Task.FromResult(Volatile.Read(ref away));
            };
        });

        // Pauses of 0.1–0.2, 0.2–0.4, … 15–30 s: an hour holds at least 120 and at most 255 tries.
        for (var minute = 0; minute < 60; minute++)
        {
            for (var step = 0; step < 12; step++)
            {
                time.Advance(TimeSpan.FromSeconds(5));
                await Task.Delay(1);
            }
        }

        Assert.InRange(server.Pods.Requests.Count, 3, 260);
        Assert.False(server.Reflector.HasSynced.IsCompleted);
        Volatile.Write(ref away, false);
        await Eventually.Is(time, TimeSpan.FromSeconds(5), () => server.Reflector.HasSynced.IsCompleted);
        Assert.Equal(server.Pods.Truth, server.Cached);
    }

    [Fact]
    public async Task A_watch_that_brings_nothing_is_opened_anew_and_at_last_listed()
    {
        var time = new FakeTimeProvider();
        await using var server = await FollowedServer.StartAsync(time, new ReflectorOptions(), pods => pods.Put("a"));
        await server.WatchingAsync();
        Assert.Equal(1, server.Handler.Lists);

        for (var idle = 1; idle <= 3; idle++)
        {
            await Eventually.Is(() => server.Pods.WatchesOpened == idle);
            Assert.Equal(1, server.Handler.Lists);
            // The client has the answer's head only a moment after the server has sent it.
            await Eventually.Is(time, TimeSpan.FromSeconds(10), () => server.Pods.WatchCount > idle || server.Handler.Lists > 1);
        }

        await Eventually.Is(() => server.Handler.Lists == 2);
        Assert.Empty(server.Interruptions);
    }

    [Fact]
    public async Task A_store_that_was_set_back_is_noticed_by_its_bookmark()
    {
        await using var server = await FollowedServer.StartAsync(prepare: pods => pods.Put("a"));
        await Eventually.Ends(server.Reflector.HasSynced);
        server.Pods.Put("b");
        await server.CaughtUpAsync();

        server.Pods.Put("c");
        server.Pods.Say("""{"type":"BOOKMARK","object":{"metadata":{"resourceVersion":"50"}}}""");
        server.Pods.Put("d");
        await Eventually.Is(() => server.Handler.Lists >= 2);
        Assert.Contains("set back", server.Interruptions[0]);
    }

    [Fact]
    public async Task A_list_on_request_is_delivered_in_its_turn_before_it_is_answered()
    {
        await using var server = await FollowedServer.StartAsync();
        await server.WatchingAsync();

        var requests = Enumerable.Range(0, 5)
            .Select(_ => server.Reflector.ConsistentListAsync(CancellationToken.None));
        server.Pods.Put("a");
        foreach (var version in await Eventually.Ends(Task.WhenAll(requests))) Assert.Equal("101", version);

        Assert.Contains(server.Handler.Calls, call => call == "listed 1 at 101");
        Assert.Equal("u1@101", server.Handler.Picture["a"]);
        server.Pods.Put("b");
        await server.CaughtUpAsync();
    }

    [Fact]
    public async Task Pages_that_expire_half_way_are_replaced_by_one_answer()
    {
        await using var server = await FollowedServer.StartAsync(
            options: FollowedServer.Quick with { PageSize = 2 },
            prepare: pods =>
            {
                for (var i = 0; i < 5; i++) pods.Put($"p{i}");
                pods.Intercept = context =>
                {
                    if (context.Request.Query.ContainsKey("continue")) pods.Put("meanwhile");
                    return Task.FromResult(false);
                };
            });
        await Eventually.Ends(server.Reflector.HasSynced);

        Assert.Equal(["listed 6 at 106"], server.Handler.Calls);
        Assert.Equal("/api/v1/pods", server.Pods.Requests[2]);
    }

    [Fact]
    public async Task A_handler_that_throws_gets_a_fresh_list()
    {
        await using var server = await FollowedServer.StartAsync();
        await Eventually.Ends(server.Reflector.HasSynced);
        server.Handler.OnUpsert = _ =>
        {
            server.Handler.OnUpsert = null;
            throw new InvalidOperationException("a bug");
        };

        server.Pods.Put("a");
        await Eventually.Is(() => server.Handler.Lists == 2);
        server.Pods.Put("b");
        await server.CaughtUpAsync();
        Assert.Equal(server.Pods.Truth, server.Handler.Picture);
    }

    [Fact]
    public async Task A_list_cut_half_way_delivers_nothing_of_it()
    {
        var cut = true;
        await using var server = await FollowedServer.StartAsync(prepare: pods =>
        {
            pods.Put("a");
            pods.Intercept = async context =>
            {
                if (!Interlocked.Exchange(ref cut, false)) return false;
                await context.Response.WriteAsync("""{"metadata":{"resourceVersion":"101"},"items":[{"metadata":{"name":"x","namespace":"default","uid":"ux","resourceVersion":"1"}},{"meta""");
                await context.Response.Body.FlushAsync();
                context.Abort();
                return true;
            };
        });
        await Eventually.Ends(server.Reflector.HasSynced);

        Assert.Equal(["listed 1 at 101"], server.Handler.Calls);
        Assert.Equal(server.Pods.Truth, server.Cached);
    }

    [Fact]
    public async Task Fifty_thousand_pods_are_decoded_as_they_come()
    {
        const int count = 50_000;
        var padding = new string('x', 4000);
        await using var api = await LoopbackServer.StartAsync(async context =>
        {
            await context.Response.WriteAsync("""{"kind":"PodList","metadata":{"resourceVersion":"7"},"items":[""");
            for (var i = 0; i < count; i++)
                await context.Response.WriteAsync($$$"""{{{(i > 0 ? "," : "")}}}{"metadata":{"name":"p{{{i}}}","uid":"u{{{i}}}","resourceVersion":"{{{i}}}","managedFields":"{{{padding}}}"}}""");
            await context.Response.WriteAsync("]}");
        });
        using var client = api.Client();
        var lister = new ResourceLister<SlimPod>(
            client, ResourceQuery.All(ResourcePath.Pods), new SlimPodReader(), TimeProvider.System, pageSize: 0);

        var list = await Eventually.Ends(lister.ListAsync(CancellationToken.None));

        Assert.Equal(count, list.Items.Count);
        Assert.Equal("p49999", list.Items[^1].Name);
        Assert.Equal("7", list.Version);
    }

    // The server answers nothing while the change is made, and then again.
    private static async Task AwayDuringAsync(FollowedServer server, Action change)
    {
        await server.WatchingAsync();
        var back = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var tried = 0;
        server.Pods.Intercept = async context =>
        {
            // Fails once; what comes after waits, so that no number of failures depends on how fast this machine is.
            if (Interlocked.Increment(ref tried) > 1 || back.Task.IsCompleted)
            {
                await back.Task.WaitAsync(context.RequestAborted);
                return false;
            }

            context.Abort();
            return true;
        };
        var cut = true;
        server.Pods.NextUnkindness = () => Volatile.Read(ref cut) ? Unkindness.Cut : Unkindness.None;
        server.Pods.Say("this line is cut");
        await Eventually.Is(() => tried > 0);
        Volatile.Write(ref cut, false);
        change();
        back.SetResult();
    }
}
