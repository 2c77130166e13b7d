using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Hami.Kubernetes.Api;
using Hami.Kubernetes.Watch;
using Microsoft.Extensions.Logging;

namespace Hami.Kubernetes.Leases;

/// <summary>
/// Follows the Lease of the kube-scheduler beside us and leads when that does (control-plane.md §8.6). It never writes
/// the Lease. Leadership ends by itself when the lease runs out, whether or not anything is heard.
/// </summary>
public sealed partial class LeaseFollower : ILeadership, IResourceHandler<SlimLease>, IDisposable
{
    private readonly string _hostname;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly Reflector<SlimLease> _reflector;
    private readonly ITimer _expiry;

    private readonly Lock _gate = new();
    private readonly List<Channel<LeaderState>> _subscribers = [];
    private SlimLease? _lease;
    private LeaderState _state;
    private (bool IsLeader, long Term) _published;

    /// <summary>Makes a follower; <see cref="RunAsync"/> sets it going.</summary>
    /// <param name="api">The server.</param>
    /// <param name="ns">The lease's namespace.</param>
    /// <param name="name">The lease's name.</param>
    /// <param name="hostname">Ours: the sibling's identity is it, an underscore and a unique part.</param>
    /// <param name="options">The pace of its watch.</param>
    /// <param name="time">The clock that the lease is measured on.</param>
    /// <param name="logger">Where changes of the leader are told.</param>
    /// <param name="observer">Sees what its watch does.</param>
    public LeaseFollower(
        ApiClient api,
        string ns,
        string name,
        string hostname,
        ReflectorOptions options,
        TimeProvider time,
        ILogger<LeaseFollower> logger,
        IWatchObserver? observer = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(hostname);
        ArgumentException.ThrowIfNullOrEmpty(ns);
        ArgumentException.ThrowIfNullOrEmpty(name);
        _hostname = hostname;
        _time = time;
        _logger = logger;
        var query = new ResourceQuery
        {
            Resource = ResourcePath.Leases,
            Namespace = ns,
            FieldSelector = $"metadata.name={name}",
        };
        _reflector = new Reflector<SlimLease>(api, query, new LeaseReader(), this, options, time, logger, observer);
        _expiry = time.CreateTimer(_ => Publish(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <inheritdoc/>
    public LeaderState Current
    {
        get { lock (_gate) return StateNow(); }
    }

    /// <summary>Completes when the lease, or that there is none, is known.</summary>
    public Task HasSynced => _reflector.HasSynced;

    /// <summary>Watches the lease until it is cancelled.</summary>
    public Task RunAsync(CancellationToken cancellation) => _reflector.RunAsync(cancellation);

    /// <inheritdoc/>
    public async IAsyncEnumerable<LeaderState> ChangesAsync([EnumeratorCancellation] CancellationToken cancellation)
    {
        var channel = Channel.CreateBounded<LeaderState>(
            new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropOldest });
        lock (_gate)
        {
            channel.Writer.TryWrite(StateNow());
            _subscribers.Add(channel);
        }

        try
        {
            await foreach (var state in channel.Reader.ReadAllAsync(cancellation)) yield return state;
        }
        finally
        {
            lock (_gate) _subscribers.Remove(channel);
        }
    }

    /// <inheritdoc/>
    void IResourceHandler<SlimLease>.Listed(IReadOnlyCollection<SlimLease> items, string version)
    {
        foreach (var lease in items) Observe(lease);
    }

    /// <inheritdoc/>
    void IResourceHandler<SlimLease>.Upserted(SlimLease item) => Observe(item);

    /// <inheritdoc/>
    void IResourceHandler<SlimLease>.Deleted(SlimLease item)
    {
        lock (_gate)
        {
            _lease = null;
            _state = new LeaderState(false, _state.Term, default, "");
        }

        Publish();
    }

    /// <summary>Stops the clock; no change is told afterwards.</summary>
    public void Dispose() => _expiry.Dispose();

    private void Observe(SlimLease lease)
    {
        lock (_gate)
        {
            var known = _lease;
            _lease = lease;
            // Seen again by a list, or changed in something that isn't the lease proper: no sign of life.
            if (known is not null && known with { ResourceVersion = lease.ResourceVersion } == lease) return;

            var sameTerm = known is not null
                && known.Uid == lease.Uid
                && known.Holder == lease.Holder
                && known.Transitions == lease.Transitions;
            var term = sameTerm ? _state.Term : Math.Max(_state.Term + 1, lease.Transitions + 1);
            var validUntil = lease.Holder.Length > 0 ? ValidUntil(lease) : default;
            _state = new LeaderState(IsOurs(lease.Holder), term, validUntil, lease.Holder);
        }

        Publish();
    }

    // Others count from when they saw the renewal, and that was after the holder stamped it. Our own sight of it may come
    // later than theirs, so it alone could make the lease too long; the stamp, from a clock on our own machine, can't.
    private Deadline ValidUntil(SlimLease lease)
    {
        var bySight = Deadline.In(_time, lease.Duration);
        if (lease.RenewTime is not { } renewed) return bySight;
        return Deadline.Earlier(bySight, Deadline.In(_time, renewed + lease.Duration - _time.GetUtcNow()));
    }

    // x-1 is not x-10, and not x either: the underscore ends the hostname (defect C22).
    private bool IsOurs(string holder) =>
        holder.LastIndexOf('_') == _hostname.Length && holder.StartsWith(_hostname, StringComparison.Ordinal);

    private LeaderState StateNow() => _state.ValidUntil.HasPassed(_time) ? _state with { IsLeader = false } : _state;

    private void Publish()
    {
        lock (_gate)
        {
            var now = StateNow();
            var wait = now.IsLeader ? _state.ValidUntil.TimerDelay(_time) : Timeout.InfiniteTimeSpan;
            _expiry.Change(wait, Timeout.InfiniteTimeSpan);
            if (_published == (now.IsLeader, now.Term)) return;
            _published = (now.IsLeader, now.Term);
            LogLeader(now.IsLeader, now.Term, now.Holder);
            foreach (var subscriber in _subscribers) subscriber.Writer.TryWrite(now);
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "leading: {IsLeader} (term {Term}, holder '{Holder}')")]
    private partial void LogLeader(bool isLeader, long term, string holder);
}
