using Hami.Core.Placement.State;
using Hami.Kubernetes.Watch;

namespace Hami.Scheduler.Feed;

/// <summary>Tells the cluster state, and who waits for node locks, of nodes.</summary>
internal sealed class NodeFeed(ClusterState state, Action<Core.Devices.Node> changed, Action<string> deleted) : IResourceHandler<WatchedNode>
{
    public void Listed(IReadOnlyCollection<WatchedNode> items, string version)
    {
        state.NodesListed([.. items.Select(static item => item.Node)]);
        foreach (var item in items) changed(item.Node);
    }

    public void Upserted(WatchedNode item)
    {
        state.NodeUpserted(item.Node);
        changed(item.Node);
    }

    public void Deleted(WatchedNode item)
    {
        state.NodeDeleted(item.Name);
        deleted(item.Name);
    }
}
