using Hami.Core.Requests;
using Hami.Kubernetes.Watch;

namespace Hami.Scheduler.Feed;

/// <summary>A pod as the watch hands it on.</summary>
internal sealed class WatchedPod(Pod pod) : IResource
{
    /// <summary>The pod.</summary>
    public Pod Pod => pod;

    public string Namespace => pod.Namespace;

    public string Name => pod.Name;

    public string Uid => pod.Uid;

    public string ResourceVersion => pod.ResourceVersion;
}
