using Hami.Kubernetes;
using Hami.Kubernetes.Api;
using Hami.Kubernetes.Credentials;
using Hami.Kubernetes.NodeLocks;
using Hami.Kubernetes.Watch;
using Hami.Kubernetes.Writes;
using Hami.Tests.Kubernetes.Fakes;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace Hami.Tests.Kubernetes.NodeLocks;

public sealed class NodeLockTests : IAsyncLifetime
{
    private const string Key = "hami.io/mutex.lock";
    private const string DsmluKey = "cambricon.com/dsmlu.lock";

    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2024, 1, 12, 10, 20, 1, TimeSpan.Zero));
    private readonly ToyNodes _nodes = new();
    private readonly CallCounter _calls = new();
    private readonly HashSet<string> _known = [];
    private LoopbackServer _server = null!;
    private ApiClient _api = null!;
    private NodeLock _lock = null!;

    private static ObjectKey A => new("default", "a");

    private static ObjectKey B => new("default", "b");

    private Deadline InAMinute => Deadline.In(_time, TimeSpan.FromMinutes(1));

    public async ValueTask InitializeAsync()
    {
        _nodes.Add("n1");
        _nodes.Add("n2");
        _server = await LoopbackServer.StartAsync(_nodes.AnswerAsync);
        _api = new ApiClient(
            _server.Endpoint with { Token = _calls }, new ApiClientOptions(), _time, NullLogger<ApiClient>.Instance);
        _lock = New(new NodeLockKind("hami.io/mutex.lock", TimeSpan.FromMinutes(5), NamesOwner: true));
        Exist(A, B);
    }

    public async ValueTask DisposeAsync()
    {
        _api.Dispose();
        await _server.DisposeAsync();
    }

    [Fact]
    public async Task Writes_time_and_owner_and_takes_them_away_again()
    {
        Assert.True((await AcquireAsync(A)).Acquired);
        Assert.Equal("2024-01-12T10:20:01Z,default,a", _nodes.Get("n1", Key));

        Assert.True((await ReleaseAsync(A)).IsDone);
        Assert.Null(_nodes.Get("n1", Key));
        Assert.True((await ReleaseAsync(A)).IsDone);
    }

    [Fact]
    public async Task Has_it_already_who_had_it_before_also_with_others_waiting()
    {
        Assert.True((await AcquireAsync(A)).Acquired);
        var waiting = _lock.AcquireAsync("n1", B, InAMinute, CancellationToken.None);

        Assert.True((await Eventually.Ends(AcquireAsync(A))).Acquired);
        Assert.Equal("2024-01-12T10:20:01Z,default,a", _nodes.Get("n1", Key));
        Assert.False(waiting.IsCompleted);
        await ReleaseAsync(A);
        Assert.True((await Eventually.Ends(waiting)).Acquired);
    }

    [Fact]
    public async Task Only_its_owner_releases_it()
    {
        await AcquireAsync(A);
        Assert.True((await ReleaseAsync(B)).IsDone);
        Assert.Equal("2024-01-12T10:20:01Z,default,a", _nodes.Get("n1", Key));

        // The original lets anyone release a lock that doesn't name its owner.
        _nodes.Set("n1", Key, "2024-01-12T10:20:01Z");
        Assert.True((await ReleaseAsync(A)).IsDone);
        Assert.Equal("2024-01-12T10:20:01Z", _nodes.Get("n1", Key));
    }

    [Fact]
    public async Task Forty_waiters_get_it_in_the_order_of_their_coming()
    {
        FollowNodes();
        var pods = Enumerable.Range(0, 40).Select(i => new ObjectKey("default", $"p{i}")).ToArray();
        Exist(pods);
        var got = new List<string>();
        var waiting = new List<Task>();
        foreach (var pod in pods)
        {
            waiting.Add(AcquireAsync(pod).ContinueWith(
                result =>
                {
                    Assert.True(result.Result.Acquired, result.Result.Reason);
                    lock (got) got.Add(pod.Name);
                    // The plugin releases after Allocate.
                    _nodes.Set("n1", Key, null);
                },
                TaskScheduler.Default));
        }

        await Eventually.Ends(Task.WhenAll(waiting));

        Assert.Equal(pods.Select(p => p.Name), got);
        // One read and one write each, and one read more at most for a release that came at the same time: no polls.
        Assert.Equal(40, _nodes.Count("PATCH"));
        Assert.InRange(_nodes.Count("GET"), 40, 120);
    }

    [Fact]
    public async Task Nodes_do_not_wait_for_each_other()
    {
        await AcquireAsync(A);
        Assert.True((await Eventually.Ends(_lock.AcquireAsync("n2", B, InAMinute, CancellationToken.None))).Acquired);
    }

    [Fact]
    public async Task While_it_is_held_nothing_is_asked_and_the_deadline_alone_ends_the_wait()
    {
        FollowNodes();
        await AcquireAsync(A);
        var waiting = AcquireAsync(B);
        var behind = AcquireAsync(new ObjectKey("default", "c"));
        await Eventually.Is(() => _nodes.Count("GET") >= 1);
        var before = _calls.Count;

        for (var second = 0; second < 59; second++)
        {
            _time.Advance(TimeSpan.FromSeconds(1));
            _nodes.Touch("n1");
            _lock.NodeChanged("n1", _nodes.Get("n1", Key));
        }

        Assert.False(waiting.IsCompleted);
        Assert.Equal(before, _calls.Count);

        await Eventually.Is(_time, TimeSpan.FromSeconds(1), () => waiting.IsCompleted && behind.IsCompleted);
        Assert.Equal(
            "node n1 has been locked for default/a ('2024-01-12T10:20:01Z,default,a'): node lock contention",
            (await waiting).Reason);
        Assert.True((await waiting).IsContention);
        Assert.Contains("node lock contention", (await behind).Reason);
    }

    [Fact]
    public async Task Expires_after_its_timeout()
    {
        FollowNodes();
        await AcquireAsync(A);
        var waiting = _lock.AcquireAsync("n1", B, Deadline.In(_time, TimeSpan.FromHours(1)), CancellationToken.None);

        _time.Advance(TimeSpan.FromMinutes(5) - TimeSpan.FromSeconds(1));
        Assert.False(waiting.IsCompleted);
        await Eventually.Is(_time, TimeSpan.FromSeconds(1), () => waiting.IsCompleted);
        Assert.True((await waiting).Acquired);
        Assert.EndsWith(",default,b", _nodes.Get("n1", Key));
    }

    [Theory]
    [InlineData("2024-01-12T10:15:00Z,default,a")]
    [InlineData("2024-01-12T18:15:00+08:00,default,a")]
    [InlineData("2024-01-12T10:15:00Z")]
    public async Task One_that_was_there_before_we_came_is_as_old_as_its_stamp(string text)
    {
        _nodes.Set("n1", Key, text);
        Assert.True((await Eventually.Ends(AcquireAsync(B))).Acquired);
    }

    [Theory]
    [InlineData("2024-01-12T10:15:00Z,default,a", "the taker's clock is slow")]
    [InlineData("2024-01-12T11:20:00Z,default,a", "the taker's clock is fast")]
    [InlineData("2024-01-12T10:20:01Z", "an older version took it")]
    [InlineData("not a time,default,a", "malformed")]
    [InlineData("2024-01-12T10:20:01Z,default", "malformed")]
    [InlineData("", "malformed")]
    public async Task One_that_came_up_before_our_eyes_is_as_old_as_that(string text, string why)
    {
        Assert.NotEmpty(why);
        FollowNodes();
        _lock.NodeChanged("n1", null);
        _nodes.Set("n1", Key, text);
        var waiting = _lock.AcquireAsync("n1", B, Deadline.In(_time, TimeSpan.FromHours(1)), CancellationToken.None);

        _time.Advance(TimeSpan.FromMinutes(5) - TimeSpan.FromSeconds(1));
        _lock.NodeChanged("n1", text);
        Assert.Equal(0, _calls.Count);
        await Eventually.Is(_time, TimeSpan.FromSeconds(1), () => waiting.IsCompleted);
        Assert.True((await waiting).Acquired);
    }

    [Fact]
    public async Task Is_free_as_soon_as_its_pod_is_gone()
    {
        FollowNodes();
        await AcquireAsync(A);
        var waiting = AcquireAsync(B);
        Assert.False(waiting.IsCompleted);

        Vanish(A);
        _lock.PodGone("default", "a");
        Assert.True((await Eventually.Ends(waiting)).Acquired);
    }

    [Fact]
    public async Task Is_not_taken_from_a_pod_that_our_watch_does_not_show_yet()
    {
        FollowNodes();
        _nodes.Pods.Add("default/new");
        _nodes.Set("n1", Key, "2024-01-12T10:20:01Z,default,new");
        var waiting = AcquireAsync(B);
        await Eventually.Is(() => _nodes.Requests.Contains("GET /api/v1/namespaces/default/pods/new"));
        var before = _nodes.Requests.Count;

        _time.Advance(TimeSpan.FromSeconds(30));
        Assert.False(waiting.IsCompleted);
        Assert.Equal(before, _nodes.Requests.Count);

        _nodes.Set("n1", Key, null);
        Assert.True((await Eventually.Ends(waiting)).Acquired);
    }

    [Fact]
    public async Task Tries_again_where_the_node_changed_meanwhile_and_where_the_answer_was_lost()
    {
        var patches = 0;
        _nodes.Intercept = async context =>
        {
            if (context.Request.Method != "PATCH") return false;
            switch (Interlocked.Increment(ref patches))
            {
                case 1:
                    _nodes.Touch("n1");
                    return false;
                case 2:
                    await new StreamReader(context.Request.Body).ReadToEndAsync();
                    context.Abort();
                    return true;
                default:
                    return false;
            }
        };
        var waiting = AcquireAsync(A);

        await Eventually.Is(_time, TimeSpan.FromMilliseconds(50), () => waiting.IsCompleted);
        Assert.True((await waiting).Acquired);
        Assert.Equal(3, patches);
    }

    [Fact]
    public async Task A_release_that_the_watch_tells_while_a_read_is_under_way_is_not_missed()
    {
        FollowNodes();
        await AcquireAsync(A);
        var held = new TaskCompletionSource();
        var reading = new TaskCompletionSource();
        // A fresh process: it knows nothing of the node and reads it.
        var other = New(new NodeLockKind("hami.io/mutex.lock", TimeSpan.FromMinutes(5), NamesOwner: true));
        var text = _nodes.Get("n1", Key);
        var first = 1;
        _nodes.Intercept = async context =>
        {
            if (context.Request.Method != "GET" || Interlocked.Exchange(ref first, 0) == 0) return false;
            reading.SetResult();
            await held.Task;
            await Microsoft.AspNetCore.Http.HttpResponseWritingExtensions.WriteAsync(
                context.Response, $$$$"""{"metadata":{"resourceVersion":"1","annotations":{"{{{{Key}}}}":"{{{{text}}}}"}}}""");
            return true;
        };
        var waiting = other.AcquireAsync("n1", B, InAMinute, CancellationToken.None);
        await Eventually.Ends(reading.Task);

        _nodes.Set("n1", Key, null);
        other.NodeChanged("n1", null);
        held.SetResult();

        Assert.True((await Eventually.Ends(waiting)).Acquired);
    }

    [Fact]
    public async Task Who_gives_up_waiting_holds_nobody_up()
    {
        FollowNodes();
        await AcquireAsync(A);
        using var impatient = new CancellationTokenSource();
        var leaves = _lock.AcquireAsync("n1", B, InAMinute, impatient.Token);
        var stays = AcquireAsync(new ObjectKey("default", "c"));

        await impatient.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Eventually.Ends(leaves));
        _nodes.Set("n1", Key, null);
        Assert.True((await Eventually.Ends(stays)).Acquired);
    }

    [Fact]
    public async Task A_node_that_is_gone_is_not_waited_for()
    {
        FollowNodes();
        await AcquireAsync(A);
        var waiting = AcquireAsync(B);

        _nodes.Remove("n1");
        _lock.NodeGone("n1");
        var result = await Eventually.Ends(waiting);
        Assert.Equal("node n1 is gone", result.Reason);
        Assert.False(result.IsContention);
    }

    [Fact]
    public async Task A_server_that_is_away_is_no_contention()
    {
        _nodes.Intercept = context =>
        {
            context.Abort();
            return Task.FromResult(true);
        };
        var waiting = AcquireAsync(A);

        await Eventually.Is(_time, TimeSpan.FromSeconds(1), () => waiting.IsCompleted);
        var result = await waiting;
        Assert.False(result.Acquired);
        Assert.False(result.IsContention);
        Assert.StartsWith("node n1: lock not got in time: ", result.Reason);
    }

    [Fact]
    public async Task The_dsmlu_lock_is_a_bare_time_that_only_its_taker_releases()
    {
        var dsmlu = New(new NodeLockKind("cambricon.com/dsmlu.lock", TimeSpan.FromMinutes(2), NamesOwner: false));
        Assert.True((await dsmlu.AcquireAsync("n1", A, InAMinute, CancellationToken.None)).Acquired);
        Assert.Equal("2024-01-12T10:20:01Z", _nodes.Get("n1", DsmluKey));

        // Re-entrant for the pod, closed to others, also to their release.
        Assert.True((await dsmlu.AcquireAsync("n1", A, InAMinute, CancellationToken.None)).Acquired);
        await dsmlu.ReleaseAsync("n1", B, InAMinute, CancellationToken.None);
        Assert.Equal("2024-01-12T10:20:01Z", _nodes.Get("n1", DsmluKey));

        var waiting = dsmlu.AcquireAsync("n1", B, Deadline.In(_time, TimeSpan.FromHours(1)), CancellationToken.None);
        _time.Advance(TimeSpan.FromMinutes(2) - TimeSpan.FromSeconds(1));
        Assert.False(waiting.IsCompleted);
        await Eventually.Is(_time, TimeSpan.FromSeconds(1), () => waiting.IsCompleted);
        Assert.True((await waiting).Acquired);

        await dsmlu.ReleaseAsync("n1", A, InAMinute, CancellationToken.None);
        Assert.NotNull(_nodes.Get("n1", DsmluKey));
        await dsmlu.ReleaseAsync("n1", B, InAMinute, CancellationToken.None);
        Assert.Null(_nodes.Get("n1", DsmluKey));
    }

    [Fact]
    public async Task Two_processes_that_write_the_same_second_do_not_both_have_the_dsmlu_lock()
    {
        var one = New(new NodeLockKind("cambricon.com/dsmlu.lock", TimeSpan.FromMinutes(2), NamesOwner: false));
        var other = New(new NodeLockKind("cambricon.com/dsmlu.lock", TimeSpan.FromMinutes(2), NamesOwner: false));
        // Both read a free node; the first write wins.
        var bothRead = new CountdownEvent(2);
        _nodes.Intercept = async context =>
        {
            if (context.Request.Method == "GET" && !bothRead.IsSet)
            {
                bothRead.Signal();
            }
            else if (context.Request.Method == "PATCH")
            {
                await Task.Run(bothRead.Wait);
            }

            return false;
        };
        var first = one.AcquireAsync("n1", A, InAMinute, CancellationToken.None);
        var second = other.AcquireAsync("n1", B, InAMinute, CancellationToken.None);
        await Eventually.Is(_time, TimeSpan.FromMilliseconds(50), () => first.IsCompleted || second.IsCompleted);
        await Eventually.Is(_time, TimeSpan.FromSeconds(5), () => first.IsCompleted && second.IsCompleted);

        Assert.Single([await first, await second], result => result.Acquired);
    }

    private NodeLock New(NodeLockKind kind) => new(
        _api,
        kind,
        (ns, name) => { lock (_known) return _known.Contains($"{ns}/{name}"); },
        _time,
        NullLogger<NodeLock>.Instance);

    private void FollowNodes() => _nodes.Changed = (node, key, value) =>
    {
        if (key == Key) _lock.NodeChanged(node, value);
    };

    private void Exist(params ObjectKey[] pods)
    {
        foreach (var pod in pods)
        {
            _known.Add(pod.ToString());
            _nodes.Pods.Add(pod.ToString());
        }
    }

    private void Vanish(ObjectKey pod)
    {
        _known.Remove(pod.ToString());
        _nodes.Pods.Remove(pod.ToString());
    }

    private Task<NodeLockResult> AcquireAsync(ObjectKey pod) =>
        _lock.AcquireAsync("n1", pod, InAMinute, CancellationToken.None);

    private Task<WriteResult> ReleaseAsync(ObjectKey pod) =>
        _lock.ReleaseAsync("n1", pod, InAMinute, CancellationToken.None);

    /// <summary>Counts the calls that are made at the moment that they are made: each asks for the token.</summary>
    private sealed class CallCounter : IBearerToken
    {
        private int _count;

        public int Count => Volatile.Read(ref _count);

        public string Current()
        {
            Interlocked.Increment(ref _count);
            return "token";
        }

        public bool Refresh() => false;
    }
}
