using Hami.Kubernetes.Watch;

namespace Hami.Scheduler.Extender;

/// <summary>Which pods the locks of nodes name. A pod may be named by several: a first try may have left one behind.</summary>
internal sealed class LockOwners
{
    private readonly Lock gate = new();
    private readonly Dictionary<string, ObjectKey> owners = [];
    private readonly Dictionary<ObjectKey, HashSet<string>> nodes = [];

    /// <summary>All of them.</summary>
    public IReadOnlyList<(string Node, ObjectKey Owner)> All
    {
        get
        {
            lock (gate) return [.. owners.Select(static pair => (pair.Key, pair.Value))];
        }
    }

    /// <summary>A node's lock names this pod, or none.</summary>
    public void Set(string node, ObjectKey? owner)
    {
        lock (gate)
        {
            if (owners.Remove(node, out var before) && nodes.TryGetValue(before, out var left) && left.Remove(node) && left.Count == 0) nodes.Remove(before);
            if (owner is not { } pod) return;
            owners[node] = pod;
            if (!nodes.TryGetValue(pod, out var held)) nodes[pod] = held = [];
            held.Add(node);
        }
    }

    /// <summary>The nodes whose locks name a pod.</summary>
    public IReadOnlyList<string> NodesOf(ObjectKey pod)
    {
        lock (gate) return nodes.TryGetValue(pod, out var held) ? [.. held] : [];
    }
}
