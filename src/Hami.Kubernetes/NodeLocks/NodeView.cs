using Hami.Kubernetes.Watch;

namespace Hami.Kubernetes.NodeLocks;

/// <summary>What is known of one node's lock at one moment.</summary>
/// <param name="Epoch">Grows with everything that is learnt.</param>
/// <param name="Changed">Completes when something more is learnt.</param>
/// <param name="IsKnown">Whether the node has been looked at at all.</param>
/// <param name="Text">The lock; null where there is none.</param>
/// <param name="Owner">Whose it is, as far as that is known.</param>
/// <param name="Expiry">From when it is nobody's.</param>
internal readonly record struct NodeView(
    long Epoch, Task Changed, bool IsKnown, string? Text, ObjectKey? Owner, Deadline Expiry);
