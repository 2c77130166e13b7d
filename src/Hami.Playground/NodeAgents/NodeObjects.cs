using System.Text.Json.Nodes;
using Hami.Playground.Clusters;

namespace Hami.Playground.NodeAgents;

/// <summary>The objects by which a node is known to the API server.</summary>
internal static class NodeObjects
{
    private const int LeaseSeconds = 40;

    /// <summary>The Node as its kubelet registers it. Annotations are its agents' affair.</summary>
    public static JsonObject Node(SimulatedNode node, DateTimeOffset now) => new()
    {
        ["apiVersion"] = "v1",
        ["kind"] = "Node",
        ["metadata"] = Metadata(node),
        ["spec"] = Spec(node),
        ["status"] = Status(node, now),
    };

    /// <summary>Makes a Node that is there already what the cluster file says (merge patch).</summary>
    public static JsonObject NodePatch(SimulatedNode node) => new() { ["metadata"] = Metadata(node), ["spec"] = Spec(node) };

    /// <summary>Leaves a Node the taints of the cluster file alone (merge patch).</summary>
    public static JsonObject TaintsPatch(SimulatedNode node) => new() { ["spec"] = new JsonObject { ["taints"] = Taints(node) } };

    /// <summary>The kubelet's report (strategic merge patch of the status).</summary>
    public static JsonObject StatusPatch(SimulatedNode node, DateTimeOffset now) => new() { ["status"] = Status(node, now) };

    /// <summary>What the node's agents write (merge patch).</summary>
    public static JsonObject AnnotationsPatch(SimulatedNode node) =>
        new() { ["metadata"] = new JsonObject { ["annotations"] = Map(node.Annotations) } };

    /// <summary>The lease by which a kubelet shows that it lives.</summary>
    public static JsonObject Lease(SimulatedNode node, DateTimeOffset now) => new()
    {
        ["apiVersion"] = "coordination.k8s.io/v1",
        ["kind"] = "Lease",
        ["metadata"] = new JsonObject { ["name"] = node.Name, ["namespace"] = "kube-node-lease" },
        ["spec"] = new JsonObject
        {
            ["holderIdentity"] = node.Name,
            ["leaseDurationSeconds"] = LeaseSeconds,
            ["renewTime"] = KubeTime.Microseconds(now),
        },
    };

    /// <summary>Renews it (merge patch).</summary>
    public static JsonObject LeasePatch(DateTimeOffset now) =>
        new() { ["spec"] = new JsonObject { ["renewTime"] = KubeTime.Microseconds(now) } };

    private static JsonObject Metadata(SimulatedNode node)
    {
        var labels = new JsonObject
        {
            ["kubernetes.io/hostname"] = node.Name,
            ["kubernetes.io/os"] = "linux",
            ["kubernetes.io/arch"] = "amd64",
            // Servers before 1.24 would each add these themselves, one write after the other.
            ["beta.kubernetes.io/os"] = "linux",
            ["beta.kubernetes.io/arch"] = "amd64",
        };
        foreach (var (key, value) in node.Labels) labels[key] = value;
        return new JsonObject { ["name"] = node.Name, ["labels"] = labels };
    }

    private static JsonObject Spec(SimulatedNode node) => new()
    {
        ["unschedulable"] = node.IsUnschedulable ? true : null,
        ["taints"] = Taints(node),
    };

    private static JsonArray? Taints(SimulatedNode node) => node.Taints.Count == 0
        ? null
        : new JsonArray([.. node.Taints.Select(static taint => new JsonObject { ["key"] = taint.Key, ["value"] = taint.Value, ["effect"] = taint.Effect })]);

    private static JsonObject Status(SimulatedNode node, DateTimeOffset now) => new()
    {
        ["capacity"] = Map(node.Capacity),
        ["allocatable"] = Map(node.Allocatable),
        ["conditions"] = new JsonArray(
            Condition("Ready", true, "KubeletReady", "kubelet is simulated", now),
            Condition("MemoryPressure", false, "KubeletHasSufficientMemory", "", now),
            Condition("DiskPressure", false, "KubeletHasNoDiskPressure", "", now),
            Condition("PIDPressure", false, "KubeletHasSufficientPID", "", now)),
        ["addresses"] = new JsonArray(
            new JsonObject { ["type"] = "InternalIP", ["address"] = "127.0.0.1" },
            new JsonObject { ["type"] = "Hostname", ["address"] = node.Name }),
        ["nodeInfo"] = new JsonObject
        {
            ["architecture"] = "amd64",
            ["bootID"] = node.Name,
            ["containerRuntimeVersion"] = "simulated://1",
            ["kernelVersion"] = "simulated",
            ["kubeProxyVersion"] = "v1.20.2",
            ["kubeletVersion"] = "v1.20.2",
            ["machineID"] = node.Name,
            ["operatingSystem"] = "linux",
            ["osImage"] = "simulated",
            ["systemUUID"] = node.Name,
        },
    };

    private static JsonObject Condition(string type, bool holds, string reason, string message, DateTimeOffset now) => new()
    {
        ["type"] = type,
        ["status"] = holds ? "True" : "False",
        ["reason"] = reason,
        ["message"] = message,
        ["lastHeartbeatTime"] = KubeTime.Seconds(now),
        ["lastTransitionTime"] = KubeTime.Seconds(now),
    };

    private static JsonObject Map(IReadOnlyDictionary<string, string> map)
    {
        var json = new JsonObject();
        foreach (var (key, value) in map) json[key] = value;
        return json;
    }
}
