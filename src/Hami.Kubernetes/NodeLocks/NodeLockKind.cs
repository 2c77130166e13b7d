namespace Hami.Kubernetes.NodeLocks;

/// <summary>One of the locks that are kept in a node's annotations.</summary>
/// <param name="Annotation">The key.</param>
/// <param name="Timeout">After how long a lock is nobody's.</param>
/// <param name="NamesOwner">Whether the value names the pod; else only the process that took it knows.</param>
public sealed record NodeLockKind(string Annotation, TimeSpan Timeout, bool NamesOwner);
