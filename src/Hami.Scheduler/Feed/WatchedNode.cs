using Hami.Core.Devices;
using Hami.Kubernetes.Watch;

namespace Hami.Scheduler.Feed;

/// <summary>A node as the watch hands it on.</summary>
internal sealed class WatchedNode(Node node) : IResource
{
    /// <summary>The node.</summary>
    public Node Node => node;

    public string Namespace => "";

    public string Name => node.Name;

    public string Uid => node.Uid;

    public string ResourceVersion => node.ResourceVersion;
}
