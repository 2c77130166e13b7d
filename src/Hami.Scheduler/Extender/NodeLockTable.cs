using Hami.Core.Devices;
using Hami.Core.Placement.State;
using Hami.Core.Requests;
using Hami.Kubernetes;
using Hami.Kubernetes.NodeLocks;
using Hami.Kubernetes.Watch;

namespace Hami.Scheduler.Extender;

/// <summary>The node locks in use, by the annotation that they stand in.</summary>
internal sealed class NodeLockTable(IReadOnlyDictionary<string, NodeLock> locks, TimeProvider time, TimeSpan patience) : INodeLocks
{
    private static readonly TimeSpan ReleasePatience = TimeSpan.FromSeconds(5);

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
    }

    /// <summary>The watch shows that a node is gone.</summary>
    public void NodeGone(string name)
    {
        foreach (var nodeLock in locks.Values) nodeLock.NodeGone(name);
    }

    /// <summary>The watch shows that a pod is gone.</summary>
    public void PodGone(Pod pod)
    {
        foreach (var nodeLock in locks.Values) nodeLock.PodGone(pod.Namespace, pod.Name);
    }
}
