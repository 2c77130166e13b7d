using System.Globalization;
using System.Threading.Channels;
using Hami.Kubernetes.Api;
using Hami.Kubernetes.Writes;
using Microsoft.Extensions.Logging;

namespace Hami.Kubernetes.Events;

/// <summary>
/// Writes core/v1 Events beside whatever the callers do: they never wait and never fail for it. What is seen again is
/// counted up in place; what is too much is dropped and counted.
/// </summary>
public sealed partial class EventRecorder
{
    // Room for the unique ending within a name's 253.
    private const int LongestNameStart = 235;

    private readonly ApiClient _api;
    private readonly EventRecorderOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly Channel<(EventKey Key, DateTimeOffset At)> _queue;
    private readonly LeastRecentlyUsed<EventKey, EventSighting> _seen;
    private readonly SpamFilter _filter;
    private long _lastName;
    private long _dropped;
    private long _written;

    /// <summary>Makes a recorder; <see cref="RunAsync"/> writes what it is given.</summary>
    /// <param name="api">The server; one with a throttle of its own keeps events from delaying other calls.</param>
    /// <param name="options">Name and limits.</param>
    /// <param name="time">The clock of stamps and limits.</param>
    /// <param name="logger">Where events that could not be written are told.</param>
    public EventRecorder(ApiClient api, EventRecorderOptions options, TimeProvider time, ILogger<EventRecorder> logger)
    {
        _api = api;
        _options = options;
        _time = time;
        _logger = logger;
        _queue = Channel.CreateBounded<(EventKey, DateTimeOffset)>(
            new BoundedChannelOptions(options.QueueLength) { SingleReader = true });
        _seen = new LeastRecentlyUsed<EventKey, EventSighting>(options.Memory);
        _filter = new SpamFilter(options, time);
    }

    /// <summary>Events that were not written: the queue was full, their object had too many, or the server refused.</summary>
    public long Dropped => Interlocked.Read(ref _dropped);

    /// <summary>Writes that the server has taken.</summary>
    public long Written => Interlocked.Read(ref _written);

    /// <summary>Records an event. Returns at once, whatever becomes of it.</summary>
    /// <param name="subject">What it is about.</param>
    /// <param name="type">Good or bad.</param>
    /// <param name="reason">One word in CamelCase.</param>
    /// <param name="message">For people; cut at 1024 bytes.</param>
    public void Record(EventSubject subject, EventType type, string reason, string message)
    {
        var key = new EventKey(subject, type, reason, EventMessage.Cut(message));
        if (!_queue.Writer.TryWrite((key, _time.GetUtcNow()))) Interlocked.Increment(ref _dropped);
    }

    /// <summary>Writes events until it is cancelled. To be called once.</summary>
    public async Task RunAsync(CancellationToken cancellation)
    {
        try
        {
            while (await _queue.Reader.WaitToReadAsync(cancellation))
            {
                foreach (var (key, times) in TakeAll()) await WriteAsync(key, times, cancellation);
            }
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            // The end.
        }
    }

    /// <summary>All that waits, the same events together.</summary>
    private List<(EventKey Key, List<DateTimeOffset> Times)> TakeAll()
    {
        var batch = new List<(EventKey Key, List<DateTimeOffset> Times)>();
        var places = new Dictionary<EventKey, int>();
        while (_queue.Reader.TryRead(out var entry))
        {
            if (!_filter.Allows(entry.Key.Subject))
            {
                Interlocked.Increment(ref _dropped);
                continue;
            }

            if (places.TryAdd(entry.Key, batch.Count)) batch.Add((entry.Key, []));
            batch[places[entry.Key]].Times.Add(entry.At);
        }

        return batch;
    }

    private async Task WriteAsync(EventKey key, List<DateTimeOffset> times, CancellationToken cancellation)
    {
        var isRepeat = _seen.TryGet(key, out var seen);
        seen = isRepeat
            ? seen with { Last = times[^1], Count = seen.Count + times.Count }
            : new EventSighting(NewName(key.Subject), times[0], times[^1], times.Count);
        var result = isRepeat
            ? await PatchAsync(key, seen, cancellation)
            : await CreateAsync(key, seen, cancellation);
        if (isRepeat && result.Error == ApiErrorKind.NotFound)
        {
            // Events live for an hour; this one is history.
            seen = new EventSighting(NewName(key.Subject), times[0], times[^1], times.Count);
            result = await CreateAsync(key, seen, cancellation);
        }

        if (result.IsDone)
        {
            _seen.Set(key, seen);
            Interlocked.Increment(ref _written);
            return;
        }

        Interlocked.Add(ref _dropped, times.Count);
        LogNotWritten(key.Reason, key.Subject.Kind, key.Subject.Name, result.Reason);
    }

    private Task<WriteResult> CreateAsync(EventKey key, EventSighting seen, CancellationToken cancellation) => TryAsync(
        HttpMethod.Post,
        ResourcePath.Events.Collection(EventBody.NamespaceOf(key.Subject)),
        "application/json",
        EventBody.Create(key, seen, _options.Component),
        cancellation);

    private Task<WriteResult> PatchAsync(EventKey key, EventSighting seen, CancellationToken cancellation) => TryAsync(
        HttpMethod.Patch,
        ResourcePath.Events.Item(EventBody.NamespaceOf(key.Subject), seen.Name),
        MetadataPatch.ContentType,
        EventBody.Repeat(seen),
        cancellation);

    // Trying again is safe: a create that went through unheard finds its own name taken, a count is set, not added to.
    private async Task<WriteResult> TryAsync(
        HttpMethod method, string path, string contentType, ReadOnlyMemory<byte> body, CancellationToken cancellation)
    {
        var pause = _options.RetryPause;
        for (var left = _options.Tries - 1; ; left--)
        {
            var result = await ObjectWriter.SendAsync(
                _api, method, "events", path, contentType, body, Deadline.Never, cancellation);
            if (result.Error == ApiErrorKind.AlreadyExists) return WriteResult.Done;
            var mayPass = result.IsUnknown || result.Error is ApiErrorKind.Unreachable or ApiErrorKind.TooManyRequests;
            if (!mayPass || left <= 0) return result;
            await Task.Delay(pause, _time, cancellation);
            pause *= 2;
        }
    }

    private string NewName(EventSubject subject)
    {
        var stamp = Math.Max(_lastName + 1, _time.GetUtcNow().UtcTicks);
        _lastName = stamp;
        var start = subject.Name.Length > LongestNameStart
            ? subject.Name[..LongestNameStart].TrimEnd('.', '-')
            : subject.Name;
        return string.Create(CultureInfo.InvariantCulture, $"{start}.{stamp:x}");
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "event {Reason} about {Kind} {Name} not written: {Why}")]
    private partial void LogNotWritten(string reason, string kind, string name, string why);
}
