using System.Globalization;
using Hami.Kubernetes;
using Hami.Kubernetes.Api;
using Hami.Kubernetes.Leases;
using Hami.Kubernetes.Watch;
using Hami.Tests.Kubernetes.Fakes;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace Hami.Tests.Kubernetes.Leases;

public sealed class LeaseFollowerTests : IAsyncLifetime
{
    private const string Us = "hami-scheduler-1_6c8f4d0e-0000-4000-8000-000000000001";
    private const string Them = "hami-scheduler-2_6c8f4d0e-0000-4000-8000-000000000002";

    private static readonly TimeSpan Duration = TimeSpan.FromSeconds(15);

    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2024, 1, 12, 10, 20, 1, TimeSpan.Zero));
    private LoopbackServer _server = null!;
    private ApiClient _api = null!;
    private LeaseFollower _follower = null!;
    private int _version = 100;

    public async ValueTask InitializeAsync()
    {
        _server = await LoopbackServer.StartAsync();
        _api = _server.Client();
        _follower = New(_time);
    }

    public async ValueTask DisposeAsync()
    {
        _follower.Dispose();
        _api.Dispose();
        await _server.DisposeAsync();
    }

    [Fact]
    public void Leads_while_its_sibling_holds_the_lease_and_renews_it()
    {
        Assert.Equal(new LeaderState(false, 0, default, ""), _follower.Current);
        See(Us);
        Assert.Equal(new LeaderState(true, 1, Deadline.In(_time, Duration), Us), _follower.Current);

        for (var i = 0; i < 10; i++)
        {
            _time.Advance(TimeSpan.FromSeconds(10));
            See(Us);
            Assert.True(_follower.Current.IsLeader);
            Assert.Equal(Duration, _follower.Current.ValidUntil.Remaining(_time));
        }

        Assert.Equal(1, _follower.Current.Term);
        See(Them, transitions: 1);
        Assert.Equal((false, 2, Them), (_follower.Current.IsLeader, _follower.Current.Term, _follower.Current.Holder));
    }

    [Theory]
    [InlineData("hami-scheduler-1_uuid", true)]
    [InlineData("hami-scheduler-10_uuid", false)]
    [InlineData("hami-scheduler-1", false)]
    [InlineData("hami-scheduler-1_x_uuid", false)]
    [InlineData("hami-scheduler-1.example_uuid", false)]
    [InlineData("x-hami-scheduler-1_uuid", false)]
    [InlineData("Hami-scheduler-1_uuid", false)]
    [InlineData("_uuid", false)]
    [InlineData("", false)]
    public void Its_sibling_is_the_one_with_exactly_its_hostname(string holder, bool isUs)
    {
        See(holder);
        Assert.Equal(isUs, _follower.Current.IsLeader);
    }

    [Fact]
    public async Task Ends_by_itself_when_nothing_more_is_heard()
    {
        var changes = new List<(bool IsLeader, long Term)>();
        using var stop = new CancellationTokenSource();
        var following = FollowAsync(changes, stop.Token);
        See(Us);
        await Eventually.Is(() => Count(changes) == 2);

        _time.Advance(Duration - TimeSpan.FromMilliseconds(1));
        Assert.True(_follower.Current.IsLeader);
        _time.Advance(TimeSpan.FromMilliseconds(1));
        Assert.False(_follower.Current.IsLeader);
        await Eventually.Is(() => Count(changes) == 3);

        // A late renewal by the same holder: nobody else has had it, so it is the same term.
        See(Us);
        await Eventually.Is(() => Count(changes) == 4);
        await stop.CancelAsync();
        await Eventually.Ends(following);
        Assert.Equal([(false, 0), (true, 1), (false, 1), (true, 1)], changes);
    }

    [Fact]
    public void Each_change_of_the_holder_is_a_term_also_one_that_came_back_unseen()
    {
        See(Us, transitions: 4);
        Assert.Equal(5, _follower.Current.Term);
        See(Them, transitions: 5);
        Assert.Equal(6, _follower.Current.Term);
        See(Us, transitions: 6);
        Assert.Equal(7, _follower.Current.Term);
        // Away from us and back between two events.
        See(Us, transitions: 8);
        Assert.Equal(9, _follower.Current.Term);
        // Given up in good order.
        See("", transitions: 8);
        Assert.Equal((false, 10), (_follower.Current.IsLeader, _follower.Current.Term));
    }

    [Fact]
    public void A_lease_deleted_and_made_anew_starts_no_term_again()
    {
        See(Us, transitions: 4);
        Handler.Deleted(Lease(Us));
        Assert.False(_follower.Current.IsLeader);
        See(Us, transitions: 0, uid: "second");
        Assert.Equal((true, 6), (_follower.Current.IsLeader, _follower.Current.Term));
    }

    [Fact]
    public void Seeing_it_again_is_no_renewal()
    {
        var lease = Lease(Us);
        Handler.Upserted(lease);
        _time.Advance(TimeSpan.FromSeconds(10));
        Handler.Listed([lease], "200");
        Handler.Upserted(lease with { ResourceVersion = "201" });
        Assert.Equal(TimeSpan.FromSeconds(5), _follower.Current.ValidUntil.Remaining(_time));
    }

    [Fact]
    public void A_renewal_seen_late_is_not_counted_from_its_sight()
    {
        See(Us, renewed: _time.GetUtcNow() - TimeSpan.FromSeconds(9));
        Assert.Equal(TimeSpan.FromSeconds(6), _follower.Current.ValidUntil.Remaining(_time));
        See(Us, renewed: _time.GetUtcNow() - TimeSpan.FromHours(1));
        Assert.False(_follower.Current.IsLeader);
        // A stamp from the future can't make it longer either.
        See(Us, renewed: _time.GetUtcNow() + TimeSpan.FromHours(1));
        Assert.Equal(Duration, _follower.Current.ValidUntil.Remaining(_time));
    }

    [Fact]
    public void A_lease_without_a_duration_is_nobodys()
    {
        Handler.Upserted(Lease(Us) with { Duration = TimeSpan.Zero });
        Assert.False(_follower.Current.IsLeader);
    }

    [Fact]
    public async Task Reads_and_watches_the_one_lease()
    {
        var asked = new List<string>();
        var renew = new TaskCompletionSource();
        _server.Answer = async context =>
        {
            lock (asked) asked.Add($"{context.Request.Path}{context.Request.QueryString}");
            if (context.Request.Query["watch"] != "1")
            {
                await context.Response.WriteAsync($$"""{"metadata":{"resourceVersion":"9"},"items":[{{Json(Them, 0, "8")}}]}""");
                return;
            }

            await renew.Task;
            await context.Response.WriteAsync($$"""{"type":"MODIFIED","object":{{Json(Us, 1, "10")}}}""" + "\n");
            await Task.Delay(Timeout.Infinite, context.RequestAborted);
        };
        using var follower = New(TimeProvider.System);
        using var stop = new CancellationTokenSource();
        var running = follower.RunAsync(stop.Token);
        await Eventually.Ends(follower.HasSynced);
        Assert.Equal((false, 1, Them), (follower.Current.IsLeader, follower.Current.Term, follower.Current.Holder));

        renew.SetResult();
        await Eventually.Is(() => follower.Current.IsLeader);
        Assert.Equal(2, follower.Current.Term);
        await stop.CancelAsync();
        await Eventually.Ends(running);
        Assert.StartsWith("/apis/coordination.k8s.io/v1/namespaces/hami/leases?fieldSelector=metadata.name%3Dhami-scheduler&", asked[0]);
    }

    [Fact]
    public async Task Without_election_the_only_replica_leads()
    {
        var sole = new SoleLeader();
        Assert.True(sole.Current.IsLeader);
        Assert.False(sole.Current.ValidUntil.HasPassed(_time));
        await foreach (var state in sole.ChangesAsync(CancellationToken.None))
        {
            Assert.Equal(sole.Current, state);
            break;
        }
    }

    private IResourceHandler<SlimLease> Handler => _follower;

    private LeaseFollower New(TimeProvider time) => new(
        _api, "hami", "hami-scheduler", "hami-scheduler-1", FollowedServer.Quick, time, NullLogger<LeaseFollower>.Instance);

    private void See(string holder, long transitions = 0, string uid = "first", DateTimeOffset? renewed = null) =>
        Handler.Upserted(Lease(holder) with { Transitions = transitions, Uid = uid, RenewTime = renewed ?? _time.GetUtcNow() });

    private SlimLease Lease(string holder) => new(
        "hami", "hami-scheduler", "first", (++_version).ToString(), holder, Duration, _time.GetUtcNow(), 0);

    private async Task FollowAsync(List<(bool, long)> changes, CancellationToken cancellation)
    {
        try
        {
            await foreach (var state in _follower.ChangesAsync(cancellation))
            {
                lock (changes) changes.Add((state.IsLeader, state.Term));
            }
        }
        catch (OperationCanceledException)
        {
            // The end of the test.
        }
    }

    private static int Count(List<(bool, long)> changes)
    {
        lock (changes) return changes.Count;
    }

    private static string Json(string holder, int transitions, string version)
    {
        var now = DateTimeOffset.UtcNow.ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", CultureInfo.InvariantCulture);
        return $$$$"""{"metadata":{"name":"hami-scheduler","namespace":"hami","uid":"l","resourceVersion":"{{{{version}}}}","managedFields":[{}]},"spec":{"holderIdentity":"{{{{holder}}}}","leaseDurationSeconds":15,"acquireTime":"{{{{now}}}}","renewTime":"{{{{now}}}}","leaseTransitions":{{{{transitions}}}}}}""";
    }
}
