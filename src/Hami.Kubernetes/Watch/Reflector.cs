using System.Buffers;
using System.IO.Pipelines;
using System.Text.Json;
using Hami.Kubernetes.Api;
using Microsoft.Extensions.Logging;

namespace Hami.Kubernetes.Watch;

/// <summary>
/// Keeps a <see cref="WatchCache{T}"/> equal to what the API server holds and tells a handler of every change: lists
/// from the quorum, then watches from there. It goes on through expired versions, broken streams and a server that is
/// away; after a list, deletions that happened unseen are told too. No change is lost, none is told twice.
/// </summary>
/// <typeparam name="T">The slim type.</typeparam>
public sealed partial class Reflector<T> where T : class, IResource
{
    private const int SegmentBytes = 32 * 1024;

    // So many failures of the watch in a row without one event, and its version is no longer trusted.
    private const int FailuresUntilRelist = 3;

    private readonly ApiClient _api;
    private readonly ResourceQuery _query;
    private readonly IResourceReader<T> _reader;
    private readonly IResourceHandler<T> _handler;
    private readonly ReflectorOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly IWatchObserver? _observer;
    private readonly ResourceLister<T> _lister;
    private readonly Random _random = new();
    private readonly Backoff _backoff;
    private readonly TaskCompletionSource _synced = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private readonly Lock _gate = new();
    private List<TaskCompletionSource<string>> _listRequests = [];
    private Action? _interruptWatch;
    private bool _ended;

    private bool _mustList = true;
    private int _failures;
    private long _lastEventTicks;

    /// <summary>Makes a reflector; <see cref="RunAsync"/> sets it going.</summary>
    /// <param name="api">The server.</param>
    /// <param name="query">Which objects.</param>
    /// <param name="reader">How to decode one.</param>
    /// <param name="handler">Who is told.</param>
    /// <param name="options">The pace.</param>
    /// <param name="time">The clock of pauses and timeouts.</param>
    /// <param name="logger">Where interruptions and refusals are told.</param>
    /// <param name="observer">Sees what happens, for metrics.</param>
    public Reflector(
        ApiClient api,
        ResourceQuery query,
        IResourceReader<T> reader,
        IResourceHandler<T> handler,
        ReflectorOptions options,
        TimeProvider time,
        ILogger logger,
        IWatchObserver? observer = null)
    {
        _api = api;
        _query = query;
        _reader = reader;
        _handler = handler;
        _options = options;
        _time = time;
        _logger = logger;
        _observer = observer;
        _lister = new ResourceLister<T>(api, query, reader, time, options.PageSize);
        _backoff = new Backoff(options.FirstBackoff, options.LongestBackoff, _random);
    }

    /// <summary>The objects.</summary>
    public WatchCache<T> Cache { get; } = new();

    /// <summary>Completes when the first list has been delivered.</summary>
    public Task HasSynced => _synced.Task;

    /// <summary>When the server last showed a sign of life in a watch or a list; null before the first.</summary>
    public DateTimeOffset? LastContact =>
        Interlocked.Read(ref _lastEventTicks) is > 0 and var ticks ? new DateTimeOffset(ticks, TimeSpan.Zero) : null;

    private string Resource => _query.Resource.Plural;

    /// <summary>Lists and watches until it is cancelled. To be called once.</summary>
    public async Task RunAsync(CancellationToken cancellation)
    {
        while (!cancellation.IsCancellationRequested)
        {
            var started = _time.GetTimestamp();
            try
            {
                if (_mustList || ListIsRequested()) await ListAsync(cancellation);
                await WatchAsync(cancellation);
                continue;
            }
            catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
            {
                break;
            }
            catch (ApiException e)
            {
                if (e.Kind == ApiErrorKind.Gone || ++_failures >= FailuresUntilRelist) _mustList = true;
                Interrupted(e.Message);
            }
#pragma warning disable CA1031 // A handler's bug must not end the watch; a fresh list gives it another chance.
            catch (Exception e)
            {
                _mustList = true;
                LogUnexpected(e, Resource);
                Interrupted(e.Message);
            }
#pragma warning restore CA1031

            // What held for so long was no part of a series.
            if (_time.GetElapsedTime(started) > _options.LongestBackoff) _backoff.Reset();
            await Task.Delay(_backoff.Next(), _time, cancellation).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        End();
    }

    /// <summary>
    /// Lists anew from the quorum and delivers it in its turn: afterwards cache and handler are no older than this call.
    /// Tried again until it succeeds or <see cref="RunAsync"/> ends, which cancels it.
    /// </summary>
    /// <returns>The version of the list.</returns>
    public Task<string> ConsistentListAsync(CancellationToken cancellation)
    {
        var request = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_gate)
        {
            if (_ended) return Task.FromCanceled<string>(new CancellationToken(canceled: true));
            _listRequests.Add(request);
            _interruptWatch?.Invoke();
        }

        return request.Task.WaitAsync(cancellation);
    }

    private bool ListIsRequested()
    {
        lock (_gate) return _listRequests.Count > 0;
    }

    private void End()
    {
        lock (_gate)
        {
            _ended = true;
            foreach (var request in _listRequests) request.TrySetCanceled();
            _listRequests = [];
        }
    }

    private async Task ListAsync(CancellationToken cancellation)
    {
        // Only those who asked before the list began are served by it.
        List<TaskCompletionSource<string>> served;
        lock (_gate)
        {
            served = _listRequests;
            _listRequests = [];
        }

        try
        {
            var started = _time.GetTimestamp();
            var list = await _lister.ListAsync(cancellation);
            Deliver(list);
            _observer?.Listed(Resource, list.Items.Count, _time.GetElapsedTime(started));
            foreach (var request in served) request.TrySetResult(list.Version);
        }
        catch
        {
            lock (_gate) _listRequests.AddRange(served);
            throw;
        }
    }

    private void Deliver(ResourceList<T> list)
    {
        foreach (var refusal in list.Refused) Refused(refusal);
        foreach (var gone in Cache.Replace(list)) _handler.Deleted(gone);
        _handler.Listed(Cache.Snapshot(), list.Version);
        _mustList = false;
        _failures = 0;
        SeenAlive();
        LogListed(Resource, list.Items.Count, list.Version);
        _synced.TrySetResult();
    }

    private async Task WatchAsync(CancellationToken cancellation)
    {
        using var idle = new CancellationTokenSource(_options.IdleTimeout, _time);
        using var interrupt = new CancellationTokenSource();
        using var any = CancellationTokenSource.CreateLinkedTokenSource(cancellation, interrupt.Token, idle.Token);
        lock (_gate)
        {
            if (_listRequests.Count > 0) return;
            _interruptWatch = () => _ = interrupt.CancelAsync();
        }

        try
        {
            await WatchAsync(idle, any.Token);
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            throw;
        }
        catch (OperationCanceledException) when (interrupt.IsCancellationRequested)
        {
            // For a list.
        }
        catch (OperationCanceledException) when (idle.IsCancellationRequested)
        {
            if (++_failures >= FailuresUntilRelist) _mustList = true;
            LogIdle(Resource, _options.IdleTimeout.TotalSeconds);
        }
        finally
        {
            lock (_gate) _interruptWatch = null;
        }
    }

    private async Task WatchAsync(CancellationTokenSource idle, CancellationToken cancellation)
    {
        var timeout = _options.WatchTimeout * (1 + _random.NextDouble());
        using var stream = await _api.OpenAsync("watch", Resource, _query.WatchPath(Cache.Version, timeout), cancellation);
        var pipe = PipeReader.Create(
            stream.Body, new StreamPipeReaderOptions(MemoryPool<byte>.Shared, SegmentBytes, leaveOpen: true));
        try
        {
            await ReadEventsAsync(pipe, idle, cancellation);
        }
        catch (Exception e) when (e is IOException or HttpRequestException)
        {
            throw new ApiException(ApiErrorKind.Unreachable, $"watch {Resource}: broke off: {e.Message}", e);
        }
        catch (JsonException e)
        {
            throw new ApiException(ApiErrorKind.Malformed, $"watch {Resource}: not an event: {e.Message}", e);
        }
        finally
        {
            await pipe.CompleteAsync();
        }
    }

    private async Task ReadEventsAsync(PipeReader pipe, CancellationTokenSource idle, CancellationToken cancellation)
    {
        var opened = _time.GetTimestamp();
        var anything = false;
        var searched = 0L;
        while (true)
        {
            idle.CancelAfter(_options.IdleTimeout);
            var read = await pipe.ReadAsync(cancellation);
            var rest = read.Buffer;
            while (rest.Slice(searched).PositionOf((byte)'\n') is { } end)
            {
                Take(rest.Slice(0, end));
                rest = rest.Slice(rest.GetPosition(1, end));
                searched = 0;
                anything = true;
            }

            searched = rest.Length;
            if (searched > JsonLimits.LargestObject)
                throw new JsonException($"a line of more than {JsonLimits.LargestObject} bytes");
            pipe.AdvanceTo(rest.Start, rest.End);
            if (read.IsCompleted) break;
        }

        // Half a line at the end is dropped: the next watch starts before it.
        if (!anything && _time.GetElapsedTime(opened) < TimeSpan.FromSeconds(1))
            throw new ApiException(ApiErrorKind.Unreachable, $"watch {Resource}: the server ended it at once");
    }

    private void Take(ReadOnlySequence<byte> line)
    {
        using var bytes = new OnePiece(line);
        if (bytes.Span.TrimEnd((byte)'\r').IsEmpty) return;
        var frame = WatchFrame.Parse(bytes.Span);
        if (frame.Type == WatchEventType.Error) throw Failure(frame.Body);

        // Only a sign that the version is still good: an ERROR at the start of every watch must not reset the pauses.
        _failures = 0;
        _backoff.Reset();
        SeenAlive();
        if (frame.Type == WatchEventType.Bookmark) TakeBookmark(ResourceIdentity.Read(frame.Body).ResourceVersion);
        else TakeChange(frame);
    }

    private ApiException Failure(ReadOnlySpan<byte> body)
    {
        // Whatever it is, this stream can't be trusted to have told everything: list anew.
        _mustList = true;
        var status = ApiStatus.Read(body);
        return ApiException.From(status, status.Code, $"watch {Resource}", isWrite: false, retryAfter: null);
    }

    private void TakeBookmark(string version)
    {
        if (version.Length == 0) return;
        if (ResourceVersions.IsBefore(version, Cache.Version))
        {
            throw new ApiException(
                ApiErrorKind.Gone,
                $"watch {Resource}: the server's version {version} lies before ours, {Cache.Version}: its store was set back");
        }

        Cache.Advance(version);
    }

    private void TakeChange(WatchFrame frame)
    {
        T item;
        try
        {
            item = ResourceDecoder.Decode(_reader, frame.Body);
        }
        catch (UndecodableException e)
        {
            TakeUndecodable(frame.Type, e);
            return;
        }

        var key = ObjectKey.Of(item);
        var known = Cache.Find(key);
        if (frame.Type == WatchEventType.Deleted) TakeDeletion(key, known, item.Uid, item.ResourceVersion, item);
        else TakeUpsert(known, item);
    }

    private void TakeUpsert(T? known, T item)
    {
        // Told before: by this watch, or by pages of the list that are newer than its version.
        if (!IsNews(item.ResourceVersion)) return;
        var sameObject = known is not null && known.Uid == item.Uid;
        if (!sameObject || !IsToldBefore(known!, item))
        {
            Cache.Put(item);
            if (known is not null && !sameObject) _handler.Deleted(known);
            _handler.Upserted(item);
            EventDelivered();
        }

        Advance(item.ResourceVersion);
    }

    private void TakeDeletion(ObjectKey key, T? known, string uid, string version, T? last)
    {
        if (known is not null && known.Uid == uid && !ResourceVersions.IsBefore(version, known.ResourceVersion))
        {
            Cache.Remove(key);
            _handler.Deleted(last ?? known);
            EventDelivered();
        }

        Advance(version);
    }

    private void TakeUndecodable(WatchEventType type, UndecodableException e)
    {
        var identity = e.Identity;
        if (type == WatchEventType.Deleted)
        {
            // Who is gone is all that matters.
            TakeDeletion(identity.Key, Cache.Find(identity.Key), identity.Uid, identity.ResourceVersion, null);
            return;
        }

        Refused(new ItemRefusal(Resource, identity.Key, identity.Uid, e.Message));
        if (Cache.Find(identity.Key) is { } known && identity.Uid.Length > 0 && identity.Uid != known.Uid)
        {
            // The one known by this name is gone, whatever the new one is.
            Cache.Remove(identity.Key);
            _handler.Deleted(known);
        }

        Advance(identity.ResourceVersion);
    }

    private static bool IsToldBefore(T known, T item) =>
        known.ResourceVersion == item.ResourceVersion
        || ResourceVersions.IsBefore(item.ResourceVersion, known.ResourceVersion);

    private bool IsNews(string version) =>
        version.Length == 0 || (version != Cache.Version && !ResourceVersions.IsBefore(version, Cache.Version));

    /// <summary>Moves the version up to which everything was delivered: last, so that who sees it finds the handler told.</summary>
    private void Advance(string version)
    {
        if (version.Length > 0 && IsNews(version)) Cache.Advance(version);
    }

    private void EventDelivered() => _observer?.EventSeen(Resource, _time.GetUtcNow());

    private void SeenAlive() => Interlocked.Exchange(ref _lastEventTicks, _time.GetUtcNow().UtcTicks);

    private void Refused(ItemRefusal refusal)
    {
        LogRefused(refusal.Resource, refusal.Key, refusal.Reason);
        _observer?.Refused(refusal);
    }

    private void Interrupted(string reason)
    {
        LogInterrupted(Resource, reason);
        _observer?.Interrupted(Resource, reason);
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "{Resource}: listed {Count} objects at version {Version}")]
    private partial void LogListed(string resource, int count, string version);

    [LoggerMessage(Level = LogLevel.Information, Message = "{Resource}: nothing came for {Seconds} s, watching anew")]
    private partial void LogIdle(string resource, double seconds);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Resource}: interrupted, trying again: {Reason}")]
    private partial void LogInterrupted(string resource, string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Resource} {Key}: can't be decoded, left as it was known: {Reason}")]
    private partial void LogRefused(string resource, ObjectKey key, string reason);

    [LoggerMessage(Level = LogLevel.Error, Message = "{Resource}: unexpected error while delivering; listing anew")]
    private partial void LogUnexpected(Exception exception, string resource);
}
