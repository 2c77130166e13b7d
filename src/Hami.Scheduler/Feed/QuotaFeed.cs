using Hami.Core.Placement.State;
using Hami.Kubernetes.Watch;

namespace Hami.Scheduler.Feed;

/// <summary>Tells the cluster state of quotas.</summary>
internal sealed class QuotaFeed(ClusterState state) : IResourceHandler<WatchedQuota>
{
    public void Listed(IReadOnlyCollection<WatchedQuota> items, string version) => state.QuotasListed([.. items.Select(static item => item.Quota)]);

    public void Upserted(WatchedQuota item) => state.QuotaUpserted(item.Quota);

    public void Deleted(WatchedQuota item) => state.QuotaDeleted(item.Namespace, item.Name);
}
