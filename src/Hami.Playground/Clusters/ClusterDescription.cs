namespace Hami.Playground.Clusters;

/// <summary>A cluster to simulate: what a cluster file says.</summary>
/// <param name="Nodes">Its nodes, in the file's order; their names differ.</param>
public sealed record ClusterDescription(IReadOnlyList<SimulatedNode> Nodes);
