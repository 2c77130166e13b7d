namespace Hami.Kubernetes.NodeLocks;

/// <summary>Whether the lock was got.</summary>
/// <param name="Acquired">The pod has it.</param>
/// <param name="IsContention">
/// The deadline came while someone else had it, or others waited in front. False where something else stood in the way.
/// </param>
/// <param name="Reason">Why not, in words; empty where it was got.</param>
public readonly record struct NodeLockResult(bool Acquired, bool IsContention, string Reason)
{
    internal static NodeLockResult Got { get; } = new(true, false, "");

    internal static NodeLockResult Contention(string reason) => new(false, true, reason);

    internal static NodeLockResult Failed(string reason) => new(false, false, reason);
}
