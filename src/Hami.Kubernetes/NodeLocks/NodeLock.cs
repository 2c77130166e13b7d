using System.Collections.Concurrent;
using Hami.Kubernetes.Api;
using Hami.Kubernetes.Watch;
using Hami.Kubernetes.Writes;
using Microsoft.Extensions.Logging;

namespace Hami.Kubernetes.NodeLocks;

/// <summary>
/// The lock in a node's annotation that lets one pod at a time be bound to a node whose agent can't tell pods apart
/// (control-plane.md §7.2). Waiters stand in a queue per node, first come first served; they are woken by the watch, by
/// the lock's expiry and by its owner's end, never by a poll, and fail only at their own deadline.
/// </summary>
/// <remarks>
/// The caller feeds what its watches show into <see cref="NodeChanged"/>, <see cref="NodeGone"/> and
/// <see cref="PodGone"/>.
/// </remarks>
public sealed partial class NodeLock
{
    private readonly ApiClient _api;
    private readonly NodeLockKind _kind;
    private readonly Func<string, string, bool> _podExists;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly NodeLockReader _reader;
    private readonly NodePatcher _nodes;
    private readonly ConcurrentDictionary<string, NodeQueue> _queues = [];

    /// <summary>Makes a lock for all nodes.</summary>
    /// <param name="api">The server.</param>
    /// <param name="kind">Which of the locks.</param>
    /// <param name="podExists">
    /// Whether the caller's watch shows a pod of this namespace and name. Where it doesn't, the server is asked before a
    /// lock is taken from its owner.
    /// </param>
    /// <param name="time">The clock of expiry and deadlines.</param>
    /// <param name="logger">Where locks taken from others are told.</param>
    public NodeLock(
        ApiClient api, NodeLockKind kind, Func<string, string, bool> podExists, TimeProvider time, ILogger<NodeLock> logger)
    {
        _api = api;
        _kind = kind;
        _podExists = podExists;
        _time = time;
        _logger = logger;
        _reader = new NodeLockReader(api, kind.Annotation);
        _nodes = new NodePatcher(api);
    }

    /// <summary>Takes the lock for a pod; at once where the pod has it already.</summary>
    /// <param name="node">The node.</param>
    /// <param name="pod">For whom.</param>
    /// <param name="deadline">
    /// Until when to wait. A write whose answer hasn't come by then may still take the lock; it is the pod's then, and
    /// got by its next try, or expires.
    /// </param>
    /// <param name="cancellation">Gives up the place in the queue.</param>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public async Task<NodeLockResult> AcquireAsync(
        string node, ObjectKey pod, Deadline deadline, CancellationToken cancellation)
    {
        var queue = Queue(node);
        var place = queue.Join(pod);
        try
        {
            await WaitAsync(place.Value.Turn.Task, deadline, cancellation);
            if (!place.Value.Turn.Task.IsCompleted)
                return NodeLockResult.Contention($"{Held(node, queue.Look())}, and others wait for it in front");
            return await TakeAsync(queue, pod, deadline, cancellation);
        }
        finally
        {
            queue.Leave(place);
        }
    }

    /// <summary>Gives the lock back, if the pod has it; someone else's, and one of unknown owner, stays.</summary>
    /// <returns>Done: the pod doesn't have it now. Else why that isn't certain.</returns>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public async Task<WriteResult> ReleaseAsync(
        string node, ObjectKey pod, Deadline deadline, CancellationToken cancellation)
    {
        var queue = Queue(node);
        var pauses = NewPauses();
        while (true)
        {
            WriteResult result;
            try
            {
                result = await TryReleaseAsync(queue, pod, deadline, cancellation);
            }
            catch (ApiException e)
            {
                result = WriteResult.From(e);
            }

            if (result.IsDone || result.Error == ApiErrorKind.NotFound) return WriteResult.Done;
            if (deadline.HasPassed(_time)) return result;
            await PauseAsync(pauses, deadline, cancellation);
        }
    }

    /// <summary>The watch shows a node.</summary>
    /// <param name="node">Its name.</param>
    /// <param name="lockText">The value of this lock's annotation; null where there is none.</param>
    public void NodeChanged(string node, string? lockText) => Queue(node).See(lockText);

    /// <summary>The watch shows that a node is gone.</summary>
    public void NodeGone(string node)
    {
        if (!_queues.TryGetValue(node, out var queue)) return;
        if (queue.IsAwaited) queue.See(null);
        else _queues.TryRemove(node, out _);
    }

    /// <summary>The watch shows that a pod is gone: its lock is free.</summary>
    public void PodGone(string ns, string name)
    {
        var pod = new ObjectKey(ns, name);
        foreach (var (_, queue) in _queues)
        {
            if (queue.IsAwaited && queue.Look().Owner == pod) queue.Reconsider();
        }
    }

    private static Backoff NewPauses() => new(TimeSpan.FromMilliseconds(20), TimeSpan.FromSeconds(2), Random.Shared);

    private NodeQueue Queue(string node) =>
        _queues.GetOrAdd(node, static (name, self) => new NodeQueue(name, self._kind, self._time, self._logger), this);

    private async Task<NodeLockResult> TakeAsync(
        NodeQueue queue, ObjectKey pod, Deadline deadline, CancellationToken cancellation)
    {
        var pauses = NewPauses();
        var trouble = "";
        var ownerLivesAt = -1L;
        while (true)
        {
            var view = queue.Look();
            var isHeld = view.IsKnown && view.Text is not null && view.Owner != pod;
            if (deadline.HasPassed(_time))
            {
                return trouble.Length > 0 || !isHeld
                    ? NodeLockResult.Failed($"node {queue.Node}: lock not got in time{trouble}")
                    : NodeLockResult.Contention(Held(queue.Node, view));
            }

            var ownerLives = view.Epoch == ownerLivesAt || !SeemsGone(view.Owner);
            if (isHeld && ownerLives && !view.Expiry.HasPassed(_time))
            {
                await WaitAsync(view.Changed, Deadline.Earlier(view.Expiry, deadline), cancellation);
                continue;
            }

            var attempt = await TryTakeAsync(queue, view.Epoch, pod, deadline, cancellation);
            if (attempt.Result is { } result) return result;
            trouble = attempt.Trouble;
            ownerLivesAt = attempt.OwnerLivesAt;
            if (trouble.Length > 0) await PauseAsync(pauses, deadline, cancellation);
        }
    }

    private async Task<Attempt> TryTakeAsync(
        NodeQueue queue, long epoch, ObjectKey pod, Deadline deadline, CancellationToken cancellation)
    {
        using var patience = new CancellationTokenSource(deadline.TimerDelay(_time), _time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(cancellation, patience.Token);
        try
        {
            var (text, version) = await _reader.ReadAsync(queue.Node, both.Token);
            if (!queue.TrySee(epoch, text)) return Attempt.MoreIsKnown;
            var view = queue.Look();
            if (text is not null)
            {
                if (queue.IsOwnedBy(pod, text)) return Attempt.Ended(NodeLockResult.Got);
                var isExpired = view.Text == text && view.Expiry.HasPassed(_time);
                if (!isExpired && !await IsGoneAsync(view.Owner, both.Token)) return Attempt.Held(view.Epoch);
                LogTakenOver(queue.Node, _kind.Annotation, text, pod, isExpired ? "it has expired" : "its pod is gone");
            }

            return await SetAsync(queue, view.Epoch, pod, version, deadline, cancellation);
        }
        catch (ApiException e) when (e.Kind == ApiErrorKind.NotFound)
        {
            return Attempt.Ended(NodeLockResult.Failed($"node {queue.Node} is gone"));
        }
        catch (ApiException e)
        {
            return Attempt.Troubled(e.Message);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return Attempt.Troubled("no answer from the API server");
        }
    }

    private async Task<Attempt> SetAsync(
        NodeQueue queue, long epoch, ObjectKey pod, string version, Deadline deadline, CancellationToken cancellation)
    {
        var now = _time.GetUtcNow();
        var text = _kind.NamesOwner ? NodeLockValue.Format(now, pod) : NodeLockValue.Format(now);
        // Before the write: whatever becomes of it, if this value is there, it is the pod's.
        if (!_kind.NamesOwner) queue.RememberTaker(pod, text);
        var written = await PatchAsync(queue.Node, text, version, deadline, cancellation);
        if (written.IsDone)
        {
            queue.TrySee(epoch, text);
            return Attempt.Ended(NodeLockResult.Got);
        }

        // Another process may have written the same second.
        if (!written.IsUnknown) queue.ForgetTaker(pod);
        return written.Error == ApiErrorKind.NotFound
            ? Attempt.Ended(NodeLockResult.Failed($"node {queue.Node} is gone"))
            : Attempt.Troubled(written.Reason);
    }

    private async Task<WriteResult> TryReleaseAsync(
        NodeQueue queue, ObjectKey pod, Deadline deadline, CancellationToken cancellation)
    {
        var epoch = queue.Look().Epoch;
        var (text, version) = await _reader.ReadAsync(queue.Node, cancellation);
        if (text is null || !queue.IsOwnedBy(pod, text)) return WriteResult.Done;
        var written = await PatchAsync(queue.Node, null, version, deadline, cancellation);
        if (written.IsDone) queue.TrySee(epoch, null);
        return written;
    }

    private Task<WriteResult> PatchAsync(
        string node, string? text, string version, Deadline deadline, CancellationToken cancellation) =>
        _nodes.PatchAsync(
            node,
            new MetadataPatch
            {
                Annotations = new Dictionary<string, string?> { [_kind.Annotation] = text },
                ResourceVersion = version,
            },
            deadline,
            cancellation);

    private bool SeemsGone(ObjectKey? owner) => owner is { } pod && !_podExists(pod.Namespace, pod.Name);

    // A watch may be behind: on its word alone no one loses a lock.
    private async Task<bool> IsGoneAsync(ObjectKey? owner, CancellationToken cancellation)
    {
        if (owner is not { } pod || !SeemsGone(owner)) return false;
        try
        {
            await _api.GetAsync("pods", ResourcePath.Pods.Item(pod.Namespace, pod.Name), cancellation);
            return false;
        }
        catch (ApiException e) when (e.Kind == ApiErrorKind.NotFound)
        {
            return true;
        }
    }

    private static string Held(string node, NodeView view)
    {
        var owner = view.Owner is { } pod ? $" for {pod}" : "";
        return view.Text is { } text
            ? $"node {node} has been locked{owner} ('{text}'): node lock contention"
            : $"node {node}: node lock contention";
    }

    private async Task WaitAsync(Task signal, Deadline until, CancellationToken cancellation)
    {
        try
        {
            await signal.WaitAsync(until.TimerDelay(_time), _time, cancellation);
        }
        catch (TimeoutException)
        {
            // The caller looks for itself what has come.
        }
    }

    private Task PauseAsync(Backoff pauses, Deadline deadline, CancellationToken cancellation)
    {
        var pause = pauses.Next();
        var left = deadline.TimerDelay(_time);
        return Task.Delay(pause < left ? pause : left, _time, cancellation);
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "node {Node}: {Annotation} '{Text}' taken over for {Pod}: {Why}")]
    private partial void LogTakenOver(string node, string annotation, string text, ObjectKey pod, string why);

    /// <summary>One try: the end of it all, or what stood in the way; nothing did where more is known now.</summary>
    private readonly record struct Attempt(NodeLockResult? Result, string Trouble, long OwnerLivesAt)
    {
        public static Attempt MoreIsKnown { get; } = new(null, "", -1);

        public static Attempt Ended(NodeLockResult result) => new(result, "", -1);

        public static Attempt Troubled(string trouble) => new(null, $": {trouble}", -1);

        public static Attempt Held(long epoch) => new(null, "", epoch);
    }
}
