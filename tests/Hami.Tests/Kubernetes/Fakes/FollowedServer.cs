using Hami.Kubernetes.Api;
using Hami.Kubernetes.Watch;
using Microsoft.Extensions.Logging.Abstractions;

namespace Hami.Tests.Kubernetes.Fakes;

/// <summary>A toy API server and a reflector that follows its pods.</summary>
public sealed class FollowedServer : IAsyncDisposable, IWatchObserver
{
    private readonly CancellationTokenSource _stop = new();
    private readonly LoopbackServer _server;
    private readonly ApiClient _client;
    private Task _running = Task.CompletedTask;

    private FollowedServer(LoopbackServer server, ToyPods pods, TimeProvider time, ReflectorOptions options)
    {
        _server = server;
        Pods = pods;
        _client = server.Client(time);
        Reflector = new Reflector<SlimPod>(
            _client,
            ResourceQuery.All(ResourcePath.Pods),
            new SlimPodReader(),
            Handler,
            options,
            time,
            NullLogger.Instance,
            this);
    }

    public ToyPods Pods { get; }

    public FollowedPods Handler { get; } = new();

    public Reflector<SlimPod> Reflector { get; }

    public List<ItemRefusal> Refusals { get; } = [];

    public List<string> Interruptions { get; } = [];

    public static ReflectorOptions Quick { get; } = new()
    {
        FirstBackoff = TimeSpan.FromMilliseconds(2),
        LongestBackoff = TimeSpan.FromMilliseconds(20),
    };

    public static async Task<FollowedServer> StartAsync(
        TimeProvider? time = null, ReflectorOptions? options = null, Action<ToyPods>? prepare = null)
    {
        var pods = new ToyPods();
        prepare?.Invoke(pods);
        var server = await LoopbackServer.StartAsync(pods.AnswerAsync);
        var followed = new FollowedServer(server, pods, time ?? TimeProvider.System, options ?? Quick);
        followed._running = followed.Reflector.RunAsync(followed._stop.Token);
        return followed;
    }

    /// <summary>Waits until the reflector has seen all that happened.</summary>
    public Task CaughtUpAsync() => Eventually.Is(() => Reflector.Cache.Version == Pods.Revision.ToString());

    /// <summary>Waits until a watch is open.</summary>
    public async Task WatchingAsync()
    {
        await Eventually.Ends(Reflector.HasSynced);
        await Eventually.Is(() => Pods.WatchesOpened > 0 && Pods.WatchesOpened == Pods.WatchCount);
    }

    public SortedDictionary<string, string> Cached =>
        new(Reflector.Cache.Items.ToDictionary(p => p.Name, p => $"{p.Uid}@{p.ResourceVersion}"));

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await Eventually.Ends(_running);
        _client.Dispose();
        await _server.DisposeAsync();
        _stop.Dispose();
    }

    void IWatchObserver.Listed(string resource, int items, TimeSpan took)
    {
    }

    void IWatchObserver.EventSeen(string resource, DateTimeOffset at)
    {
    }

    void IWatchObserver.Interrupted(string resource, string reason)
    {
        lock (Interruptions) Interruptions.Add(reason);
    }

    void IWatchObserver.Refused(ItemRefusal refusal)
    {
        lock (Refusals) Refusals.Add(refusal);
    }
}
