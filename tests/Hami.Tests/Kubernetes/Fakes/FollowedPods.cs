using Hami.Kubernetes.Watch;

namespace Hami.Tests.Kubernetes.Fakes;

/// <summary>
/// Builds its own picture from the calls alone and holds them to their contract: nothing told twice, nothing deleted
/// that wasn't there, no object moving back, no deletion left to be guessed from a list.
/// </summary>
public sealed class FollowedPods : IResourceHandler<SlimPod>
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, SlimPod> _pods = [];
    private readonly List<string> _calls = [];
    private readonly List<string> _breaches = [];

    public Action<SlimPod>? OnUpsert { get; set; }

    public IReadOnlyList<string> Calls
    {
        get { lock (_gate) return [.. _calls]; }
    }

    public IReadOnlyList<string> Breaches
    {
        get { lock (_gate) return [.. _breaches]; }
    }

    public SortedDictionary<string, string> Picture
    {
        get { lock (_gate) return new(_pods.ToDictionary(p => p.Key, p => $"{p.Value.Uid}@{p.Value.ResourceVersion}")); }
    }

    public int Events { get; private set; }

    public int Lists { get; private set; }

    public void Listed(IReadOnlyCollection<SlimPod> items, string version)
    {
        lock (_gate)
        {
            Lists++;
            _calls.Add($"listed {items.Count} at {version}");
            foreach (var key in _pods.Keys.Except(items.Select(p => p.Name)))
                _breaches.Add($"{key} is missing in the list, but its deletion wasn't told");
            foreach (var item in items)
            {
                if (_pods.TryGetValue(item.Name, out var known) && known.Uid != item.Uid)
                    _breaches.Add($"{item.Name} was replaced, but the deletion of the first wasn't told");
                _pods[item.Name] = item;
            }
        }
    }

    public void Upserted(SlimPod item)
    {
        lock (_gate)
        {
            Events++;
            _calls.Add($"upserted {item.Name} {item.ResourceVersion}");
            if (_pods.TryGetValue(item.Name, out var known))
            {
                if (known.Uid != item.Uid) _breaches.Add($"{item.Name} was replaced without a deletion");
                if (long.Parse(item.ResourceVersion) <= long.Parse(known.ResourceVersion))
                    _breaches.Add($"{item.Name} went from {known.ResourceVersion} to {item.ResourceVersion}");
            }

            _pods[item.Name] = item;
        }

        OnUpsert?.Invoke(item);
    }

    public void Deleted(SlimPod item)
    {
        lock (_gate)
        {
            Events++;
            _calls.Add($"deleted {item.Name} {item.Uid}");
            if (!_pods.Remove(item.Name, out var known)) _breaches.Add($"{item.Name} was deleted twice");
            else if (known.Uid != item.Uid) _breaches.Add($"{item.Name} {item.Uid} was deleted, {known.Uid} was known");
        }
    }
}
