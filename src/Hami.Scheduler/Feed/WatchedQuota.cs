using Hami.Core.Requests;
using Hami.Kubernetes.Watch;

namespace Hami.Scheduler.Feed;

/// <summary>A quota as the watch hands it on.</summary>
internal sealed class WatchedQuota(ResourceQuota quota) : IResource
{
    /// <summary>The quota.</summary>
    public ResourceQuota Quota => quota;

    public string Namespace => quota.Namespace;

    public string Name => quota.Name;

    public string Uid => quota.Uid;

    public string ResourceVersion => quota.ResourceVersion;
}
