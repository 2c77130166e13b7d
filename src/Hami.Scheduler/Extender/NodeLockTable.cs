using Hami.Core.Devices;
using Hami.Core.Placement.State;
using Hami.Core.Protocol;
using Hami.Core.Requests;
using Hami.Kubernetes;
using Hami.Kubernetes.Watch;
using NodeLock = Hami.Kubernetes.NodeLocks.NodeLock;

namespace Hami.Scheduler.Extender;

/// <summary>
/// The node locks in use, by the annotation that they stand in. A lock whose pod has been bound to another node, since the first
/// Binding failed or was lost with the process that had taken the lock, is given back: nobody else would before it expires.
/// </summary>
/// <param name="locks">The locks.</param>
/// <param name="standOf">Where the pod of a namespace and name stands.</param>
/// <param name="time">The clock.</param>
/// <param name="patience">How long a bind waits for a lock.</param>
internal sealed class NodeLockTable(
    IReadOnlyDictionary<string, NodeLock> locks, Func<string, string, (string? Node, bool IsReserved)?> standOf, TimeProvider time, TimeSpan patience) : INodeLocks
{
    private static readonly TimeSpan ReleasePatience = TimeSpan.FromSeconds(5);

    private readonly LockOwners owners = new();

    public async Task<string> AcquireAsync(string key, BindRequest request, CancellationToken cancellation)
    {
        try
        {
            var result = await locks[key].AcquireAsync(
                request.Node, new ObjectKey(request.Namespace, request.Name), Deadline.In(time, patience), cancellation);
            return result.Acquired ? "" : $"node {request.Node}: {key}: {result.Reason}";
        }
        catch (OperationCanceledException)
        {
            return $"node {request.Node}: {key}: gave up waiting for the lock";
        }
    }

    public Task ReleaseAsync(string key, BindRequest request) => locks[key].ReleaseAsync(
        request.Node, new ObjectKey(request.Namespace, request.Name), Deadline.In(time, ReleasePatience), CancellationToken.None);

    /// <summary>The watch shows a node.</summary>
    public void NodeChanged(Node node)
    {
        foreach (var (key, nodeLock) in locks) nodeLock.NodeChanged(node.Name, node.Annotations.GetValueOrDefault(key));
        var owner = OwnerOf(node);
        owners.Set(node.Name, owner);
        if (owner is { } pod) ReleaseIfElsewhere(pod);
    }

    /// <summary>The watch shows that a node is gone.</summary>
    public void NodeGone(string name)
    {
        owners.Set(name, null);
        foreach (var nodeLock in locks.Values) nodeLock.NodeGone(name);
    }

    /// <summary>The watch shows a pod that is bound.</summary>
    public void PodBound(Pod pod) => ReleaseIfElsewhere(new ObjectKey(pod.Namespace, pod.Name));

    /// <summary>A term has begun in which no Binding of an earlier one can land: locks of pods that are not bound, nor being bound, are left over.</summary>
    public void ReleaseLeftOver()
    {
        foreach (var (node, owner) in owners.All)
        {
            if (standOf(owner.Namespace, owner.Name) is { Node: null, IsReserved: false }) Release(owner, node);
        }
    }

    /// <summary>The watch shows that a pod is gone.</summary>
    public void PodGone(Pod pod)
    {
        foreach (var nodeLock in locks.Values) nodeLock.PodGone(pod.Namespace, pod.Name);
    }

    private void ReleaseIfElsewhere(ObjectKey owner)
    {
        var left = owners.NodesOf(owner);
        if (left.Count == 0 || standOf(owner.Namespace, owner.Name) is not { Node: { } bound }) return;
        foreach (var node in left.Where(node => node != bound)) Release(owner, node);
    }

    // Reads the lock first, and leaves it if by then it is another pod's.
    private void Release(ObjectKey owner, string node) =>
        _ = locks[AnnotationKeys.NodeLock].ReleaseAsync(node, owner, Deadline.In(time, ReleasePatience), CancellationToken.None);

    private static ObjectKey? OwnerOf(Node node)
    {
        if (!node.Annotations.TryGetValue(AnnotationKeys.NodeLock, out var text)) return null;
        try
        {
            return NodeLockCodec.Decode(text) is { Name.Length: > 0 } named ? new ObjectKey(named.Namespace, named.Name) : null;
        }
        catch (MalformedException)
        {
            return null;
        }
    }
}
