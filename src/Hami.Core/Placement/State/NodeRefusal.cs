namespace Hami.Core.Placement.State;

/// <summary>Why a node was refused.</summary>
/// <param name="Node">Name of the node.</param>
/// <param name="Reason">The original's words (control-plane.md §6.8).</param>
public readonly record struct NodeRefusal(string Node, string Reason);
