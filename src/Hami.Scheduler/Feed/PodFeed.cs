using Hami.Core.Placement.State;
using Hami.Core.Requests;
using Hami.Kubernetes.Watch;

namespace Hami.Scheduler.Feed;

/// <summary>Tells the cluster state of pods, and those that wait for pods of pods that are gone or bound.</summary>
/// <param name="state">The cluster state.</param>
/// <param name="bound">Told of pods that are bound, each time that they are seen.</param>
/// <param name="gone">Told of pods that are gone.</param>
internal sealed class PodFeed(ClusterState state, Action<Pod> bound, Action<Pod> gone) : IResourceHandler<WatchedPod>
{
    public void Listed(IReadOnlyCollection<WatchedPod> items, string version)
    {
        state.PodsListed([.. items.Select(static item => item.Pod)]);
        foreach (var item in items)
        {
            if (item.Pod.NodeName is not null) bound(item.Pod);
        }
    }

    public void Upserted(WatchedPod item)
    {
        state.PodUpserted(item.Pod);
        if (item.Pod.NodeName is not null) bound(item.Pod);
    }

    public void Deleted(WatchedPod item)
    {
        state.PodDeleted(item.Uid);
        gone(item.Pod);
    }
}
