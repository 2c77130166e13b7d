using System.Text.Json;
using Hami.Core.Requests;
using Hami.Kubernetes.Watch;

namespace Hami.Playground.NodeAgents;

/// <summary>Reads Pod objects.</summary>
internal sealed class ClusterPodReader : IResourceReader<ClusterPod>
{
    public static readonly ClusterPodReader Instance = new();

    public ClusterPod Read(ref Utf8JsonReader reader)
    {
        using var document = JsonDocument.ParseValue(ref reader);
        return Read(document.RootElement);
    }

    public static ClusterPod Read(ReadOnlyMemory<byte> json)
    {
        using var document = JsonDocument.Parse(json);
        return Read(document.RootElement);
    }

    private static ClusterPod Read(JsonElement pod)
    {
        var metadata = pod.GetProperty("metadata");
        var spec = pod.GetProperty("spec");
        pod.TryGetProperty("status", out var status);
        var hasStatus = status.ValueKind == JsonValueKind.Object;
        return new ClusterPod
        {
            Namespace = Text(metadata, "namespace"),
            Name = Text(metadata, "name"),
            Uid = Text(metadata, "uid"),
            ResourceVersion = Text(metadata, "resourceVersion"),
            Annotations = Map(metadata, "annotations"),
            IsTerminating = Text(metadata, "deletionTimestamp").Length > 0,
            NodeName = Text(spec, "nodeName"),
            InitContainers = Containers(spec, "initContainers"),
            Containers = Containers(spec, "containers"),
            Phase = hasStatus && Enum.TryParse<PodPhase>(Text(status, "phase"), out var phase) ? phase : PodPhase.Unknown,
            StartTime = hasStatus ? KubeTime.Read(status, "startTime") : null,
            RunningSince = hasStatus ? RunningSince(status) : null,
        };
    }

    private static DateTimeOffset? RunningSince(JsonElement status) =>
        status.TryGetProperty("containerStatuses", out var statuses) && statuses is { ValueKind: JsonValueKind.Array } && statuses.GetArrayLength() > 0
        && statuses[0].TryGetProperty("state", out var state) && state.TryGetProperty("running", out var running)
            ? KubeTime.Read(running, "startedAt")
            : null;

    private static PodContainer[] Containers(JsonElement spec, string field) =>
        spec.TryGetProperty(field, out var list) && list.ValueKind == JsonValueKind.Array
            ? [.. list.EnumerateArray().Select(static container => new PodContainer(Text(container, "name"), Text(container, "image")))]
            : [];

    private static Dictionary<string, string> Map(JsonElement parent, string field) =>
        parent.TryGetProperty(field, out var map) && map.ValueKind == JsonValueKind.Object
            ? map.EnumerateObject().ToDictionary(static entry => entry.Name, static entry => entry.Value.GetString() ?? "")
            : [];

    private static string Text(JsonElement parent, string field) =>
        parent.TryGetProperty(field, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString()! : "";
}
