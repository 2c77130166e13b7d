namespace Hami.Kubernetes.Watch;

/// <summary>The types of watch events.</summary>
internal enum WatchEventType
{
    Added,
    Modified,
    Deleted,
    Bookmark,
    Error,
}
