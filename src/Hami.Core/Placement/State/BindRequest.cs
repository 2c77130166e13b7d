namespace Hami.Core.Placement.State;

/// <summary>What kube-scheduler asks to be bound.</summary>
/// <param name="Namespace">The pod's namespace.</param>
/// <param name="Name">The pod's name.</param>
/// <param name="Uid">The UID that was decided on.</param>
/// <param name="Node">The node.</param>
public readonly record struct BindRequest(string Namespace, string Name, string Uid, string Node);
