namespace Hami.Playground.NodeAgents;

/// <summary>Which nodes are simulated, and at which API server.</summary>
public sealed record NodeAgentsOptions
{
    /// <summary>The cluster file (<c>examples/clusters/README.md</c>).</summary>
    public required string ClusterFile { get; init; }

    /// <summary>Kubeconfig of the identity that acts as kubelets do: makes nodes, renews leases, reports and removes pods.</summary>
    public required string KubeletKubeconfig { get; init; }

    /// <summary>Kubeconfig of the identity that acts as device plugins do: annotates nodes and pods.</summary>
    public required string AgentKubeconfig { get; init; }
}
