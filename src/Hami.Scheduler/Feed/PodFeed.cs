using Hami.Core.Placement.State;
using Hami.Kubernetes.Watch;

namespace Hami.Scheduler.Feed;

/// <summary>Tells the cluster state of pods.</summary>
internal sealed class PodFeed(ClusterState state) : IResourceHandler<WatchedPod>
{
    public void Listed(IReadOnlyCollection<WatchedPod> items, string version) => state.PodsListed([.. items.Select(static item => item.Pod)]);

    public void Upserted(WatchedPod item) => state.PodUpserted(item.Pod);

    public void Deleted(WatchedPod item) => state.PodDeleted(item.Uid);
}
