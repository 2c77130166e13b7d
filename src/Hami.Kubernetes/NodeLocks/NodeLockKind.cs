namespace Hami.Kubernetes.NodeLocks;

/// <summary>One of the locks that are kept in a node's annotations.</summary>
/// <param name="Annotation">The key.</param>
/// <param name="Timeout">After how long a lock is nobody's.</param>
/// <param name="NamesOwner">Whether the value names the pod; else only the process that took it knows.</param>
public sealed record NodeLockKind(string Annotation, TimeSpan Timeout, bool NamesOwner)
{
    /// <summary>Cambricon's own, whose value other programs expect to be a bare time.</summary>
    public static NodeLockKind CambriconDsmlu { get; } =
        new("cambricon.com/dsmlu.lock", TimeSpan.FromMinutes(2), NamesOwner: false);

    /// <summary>The one that all other vendors share.</summary>
    /// <param name="timeout"><c>--node-lock-timeout</c>.</param>
    public static NodeLockKind Mutex(TimeSpan timeout) => new("hami.io/mutex.lock", timeout, NamesOwner: true);
}
