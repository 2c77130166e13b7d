using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;

namespace Hami.Kubernetes.Watch;

/// <summary>
/// The objects as the watch last showed them. Written by its reflector alone; may be read from any thread. Each object
/// only ever moves forward; while a list is being taken over, readers may see some objects before and some after.
/// </summary>
/// <typeparam name="T">The slim type.</typeparam>
public sealed class WatchCache<T> where T : class, IResource
{
    private readonly ConcurrentDictionary<ObjectKey, T> _items = new(concurrencyLevel: 1, capacity: 31);
    private volatile string _version = "";

    /// <summary>How many objects there are.</summary>
    public int Count => _items.Count;

    /// <summary>The resource version up to which everything has been seen; empty before the first list.</summary>
    public string Version => _version;

    /// <summary>The objects, in no order.</summary>
    public IEnumerable<T> Items => _items.Select(static pair => pair.Value);

    /// <summary>Looks one up by name; where its identity matters, compare <see cref="IResource.Uid"/>.</summary>
    public bool TryGet(string ns, string name, [NotNullWhen(true)] out T? item) =>
        _items.TryGetValue(new ObjectKey(ns, name), out item);

    /// <summary>Takes over a list.</summary>
    /// <returns>What is no longer there, among it objects replaced by another of their name.</returns>
    internal List<T> Replace(ResourceList<T> list)
    {
        var gone = new List<T>();
        var present = new HashSet<ObjectKey>(list.Items.Count);
        foreach (var item in list.Items)
        {
            var key = ObjectKey.Of(item);
            present.Add(key);
            if (!_items.TryGetValue(key, out var known) || known.Uid != item.Uid)
            {
                if (known is not null) gone.Add(known);
                _items[key] = item;
            }
            else if (known.ResourceVersion != item.ResourceVersion)
            {
                _items[key] = item;
            }
        }

        // An object that is there but can't be decoded stays as it was known.
        foreach (var refusal in list.Refused)
        {
            if (!_items.TryGetValue(refusal.Key, out var known) || known.Uid == refusal.Uid) present.Add(refusal.Key);
        }

        foreach (var (key, known) in _items)
        {
            if (!present.Contains(key) && _items.TryRemove(key, out _)) gone.Add(known);
        }

        _version = list.Version;
        return gone;
    }

    internal T? Find(ObjectKey key) => _items.GetValueOrDefault(key);

    internal void Put(T item) => _items[ObjectKey.Of(item)] = item;

    internal void Remove(ObjectKey key) => _items.TryRemove(key, out _);

    internal void Advance(string version) => _version = version;

    internal IReadOnlyCollection<T> Snapshot() => (IReadOnlyCollection<T>)_items.Values;
}
