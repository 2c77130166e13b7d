using Hami.Kubernetes.Watch;
using Microsoft.Extensions.Logging;

namespace Hami.Kubernetes.NodeLocks;

/// <summary>
/// One node's lock as this process sees it, and those who wait for it in the order of their coming. Only the first in
/// the queue acts; whoever turns out to hold the lock already needn't wait.
/// </summary>
internal sealed partial class NodeQueue(string node, NodeLockKind kind, TimeProvider time, ILogger logger)
{
    private readonly ILogger _logger = logger;
    private readonly Lock _gate = new();
    private readonly LinkedList<Waiter> _waiters = [];
    private TaskCompletionSource _changed = NewSignal();
    private long _epoch;
    private bool _isKnown;
    private string? _text;
    private Deadline _expiry;
    private (ObjectKey Pod, string Text)? _taken;

    public string Node { get; } = node;

    public bool IsAwaited
    {
        get { lock (_gate) return _waiters.Count > 0; }
    }

    public LinkedListNode<Waiter> Join(ObjectKey pod)
    {
        lock (_gate)
        {
            var place = _waiters.AddLast(new Waiter(pod, NewSignal()));
            if (_waiters.First == place || Owner() == pod) place.Value.Turn.TrySetResult();
            return place;
        }
    }

    public void Leave(LinkedListNode<Waiter> place)
    {
        lock (_gate)
        {
            _waiters.Remove(place);
            _waiters.First?.Value.Turn.TrySetResult();
        }
    }

    public NodeView Look()
    {
        lock (_gate) return new NodeView(_epoch, _changed.Task, _isKnown, _text, Owner(), _expiry);
    }

    /// <summary>The watch shows a value.</summary>
    public void See(string? text)
    {
        lock (_gate) Learn(text);
    }

    /// <summary>
    /// A read or a write of our own shows a value. It counts only if nothing was learnt since before it was sent: the
    /// watch may know more by now.
    /// </summary>
    public bool TrySee(long epoch, string? text)
    {
        lock (_gate)
        {
            if (epoch != _epoch) return false;
            Learn(text);
            return true;
        }
    }

    /// <summary>Remembers for whom a lock was taken whose value doesn't say so.</summary>
    public void RememberTaker(ObjectKey pod, string text)
    {
        lock (_gate) _taken = (pod, text);
    }

    public void ForgetTaker(ObjectKey pod)
    {
        lock (_gate)
        {
            if (_taken?.Pod == pod) _taken = null;
        }
    }

    public bool IsOwnedBy(ObjectKey pod, string text)
    {
        lock (_gate) return OwnerOf(text) == pod;
    }

    /// <summary>Something outside the value has changed: the first in the queue looks again.</summary>
    public void Reconsider()
    {
        lock (_gate) Pulse();
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private void Learn(string? text)
    {
        if (_isKnown && text == _text) return;
        // A value that came up before our eyes is as old as that, whatever clock its stamp was taken from. One that was
        // there before we looked has only its stamp.
        var cameUp = _isKnown;
        _isKnown = true;
        _text = text;
        if (text is not null) _expiry = Expiry(text, cameUp);
        Pulse();
    }

    private Deadline Expiry(string text, bool cameUp)
    {
        var value = NodeLockValue.Parse(text);
        if (value.At is null) LogMalformed(Node, kind.Annotation, text, kind.Timeout.TotalSeconds);
        if (cameUp || value.At is not { } at) return Deadline.In(time, kind.Timeout);
        var left = kind.Timeout - (time.GetUtcNow() - at);
        return Deadline.In(time, left < kind.Timeout ? left : kind.Timeout);
    }

    private void Pulse()
    {
        _epoch++;
        var changed = _changed;
        _changed = NewSignal();
        changed.SetResult();
        if (Owner() is not { } owner) return;
        foreach (var waiter in _waiters)
        {
            if (waiter.Pod == owner) waiter.Turn.TrySetResult();
        }
    }

    private ObjectKey? Owner() => _text is null ? null : OwnerOf(_text);

    private ObjectKey? OwnerOf(string text) =>
        _taken is { } taken && taken.Text == text ? taken.Pod : NodeLockValue.Parse(text).Owner;

    [LoggerMessage(Level = LogLevel.Warning, Message = "node {Node}: {Annotation} is malformed: '{Text}'; taken for a lock of unknown owner, for {Seconds} s")]
    private partial void LogMalformed(string node, string annotation, string text, double seconds);

    /// <summary>Someone in the queue.</summary>
    internal sealed record Waiter(ObjectKey Pod, TaskCompletionSource Turn);
}
