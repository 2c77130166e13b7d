namespace Hami.Core.Placement.State;

/// <summary>A node that fits.</summary>
/// <param name="Node">Name of the node.</param>
/// <param name="Score">Its score under the policy.</param>
public readonly record struct NodeScore(string Node, float Score);
