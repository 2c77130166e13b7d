using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Hami.Core.Devices;
using Hami.Core.Placement;
using Hami.Core.Placement.State;
using Hami.Core.Protocol.Objects;
using Hami.Core.Requests;
using Hami.Playground.Clusters;
using Hami.Tests.Admission;

namespace Hami.Tests.Playground;

/// <summary>The nodes of a cluster file, with our admission and placement at work: what <c>./run</c> does, without a server.</summary>
internal sealed class ExampleCluster
{
    private static readonly DateTimeOffset Now = DateTimeOffset.FromUnixTimeSeconds(1_705_054_796);
    private static readonly Webhooks Webhooks = new();

    private readonly ClusterDescription cluster;
    private readonly ClusterState state = new(
        Webhooks.Vendors, new StateSettings { NodeSelector = new Dictionary<string, string> { ["gpu"] = "on" } });

    public ExampleCluster(string file)
    {
        cluster = ClusterFile.Load(RepositoryFiles.Of(file));
        foreach (var node in cluster.Nodes) state.NodeUpserted(CoreNode(node));
    }

    /// <summary>A node as the scheduler reads it.</summary>
    public static Node CoreNode(SimulatedNode node) => new()
    {
        Name = node.Name,
        Labels = node.Labels,
        Annotations = node.Annotations,
        Capacity = Resources(node.Capacity),
        Allocatable = Resources(node.Allocatable),
    };

    /// <summary>Why the pod is not admitted; null where it is.</summary>
    public static string? Denial(JsonObject pod)
    {
        var mutated = Webhooks.Mutate(Review(pod, pod));
        if (!mutated.Allowed) return mutated.Message;
        var guarded = Webhooks.Guard(Review(mutated.Result, pod));
        return guarded.Allowed ? null : guarded.Message;
    }

    public void AddQuota(JsonObject quota) => state.QuotaUpserted(new ResourceQuota
    {
        Namespace = (string)quota["metadata"]!["namespace"]!,
        Name = (string)quota["metadata"]!["name"]!,
        Hard = Resources(quota["spec"]!["hard"]!.AsObject().ToDictionary(pair => pair.Key, pair => pair.Value!.ToString())),
    });

    /// <summary>Admits, places and binds a pod.</summary>
    public FilterOutcome Place(JsonObject submitted)
    {
        var pod = Read(Webhooks.Mutate(Review(submitted, submitted)).Result.AsObject());
        state.PodUpserted(pod);
        var candidates = state.NewCandidates();
        foreach (var node in cluster.Nodes.Where(node => IsOffered(submitted, node))) candidates.Add(Encoding.UTF8.GetBytes(node.Name));
        var outcome = state.Filter(pod, candidates, Fence.Sole, Now);
        if (outcome.Placement is { } placement)
        {
            var annotations = new Dictionary<string, string>(pod.Annotations);
            foreach (var (key, value) in Decision.Annotations(placement, Webhooks.Vendors, Now)) annotations[key] = value;
            state.PodUpserted(pod with { NodeName = placement.NodeName, Annotations = annotations });
        }

        return outcome;
    }

    private static ReviewedRequest Review(JsonNode? reviewed, JsonObject pod) => new(reviewed) { Namespace = (string)pod["metadata"]!["namespace"]! };

    // As much of kube-scheduler as the examples need.
    private static bool IsOffered(JsonObject pod, SimulatedNode node)
    {
        if (pod["spec"]!["nodeSelector"]?["kubernetes.io/hostname"] is { } host && (string)host! != node.Name) return false;
        var tolerated = (pod["spec"]!["tolerations"]?.AsArray() ?? []).Select(toleration => (string)toleration!["key"]!);
        return node.Taints.All(taint => tolerated.Contains(taint.Key));
    }

    private static ResourceList Resources(IReadOnlyDictionary<string, string> quantities) =>
        new([.. quantities.Select(pair => KeyValuePair.Create(pair.Key, new Quantity(pair.Value)))]);

    private static Pod Read(JsonObject pod)
    {
        var reader = new Utf8JsonReader(Encoding.UTF8.GetBytes(pod.ToJsonString()));
        reader.Read();
        return PodReader.Read(ref reader, FieldSelection.All);
    }
}
