namespace Hami.Core.Protocol;

/// <summary>Who holds a node's lock, and since when (control-plane.md §7.2).</summary>
/// <param name="Time">When it was taken, in the zone of the one that took it; whole seconds are written.</param>
/// <param name="Namespace">Namespace of the pod; empty in the legacy form.</param>
/// <param name="Name">Name of the pod; empty in the legacy form.</param>
public readonly record struct NodeLock(DateTimeOffset Time, string Namespace, string Name)
{
    /// <summary>Whether the lock says whose it is.</summary>
    public bool HasOwner => Name.Length > 0;
}
