using System.Diagnostics.CodeAnalysis;

namespace Hami.Kubernetes.Events;

/// <summary>A dictionary of bounded size: the entry that was unused for longest makes room.</summary>
internal sealed class LeastRecentlyUsed<TKey, TValue>(int capacity) where TKey : notnull
{
    private readonly Dictionary<TKey, LinkedListNode<(TKey Key, TValue Value)>> _entries = [];
    private readonly LinkedList<(TKey Key, TValue Value)> _byUse = [];

    public bool TryGet(TKey key, [MaybeNullWhen(false)] out TValue value)
    {
        value = default;
        if (!_entries.TryGetValue(key, out var node)) return false;
        _byUse.Remove(node);
        _byUse.AddFirst(node);
        value = node.Value.Value;
        return true;
    }

    public void Set(TKey key, TValue value)
    {
        Remove(key);
        if (_entries.Count >= capacity) Remove(_byUse.Last!.Value.Key);
        _entries[key] = _byUse.AddFirst((key, value));
    }

    public void Remove(TKey key)
    {
        if (_entries.Remove(key, out var node)) _byUse.Remove(node);
    }
}
