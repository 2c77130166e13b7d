using System.Text.Json;
using Hami.Cluster.Tests.Plane;
using Hami.Tests.Placement.Checker;

namespace Hami.Cluster.Tests.Judge;

/// <summary>Reads nodes and pods back from the API server and judges what stands in their annotations.</summary>
internal static class ClusterJudge
{
    // What the kubelet counts shares as: a pod that asks for one is a pod with devices, whatever else it says.
    private static readonly string[] CountedAs =
        ["nvidia.com/gpu", "cambricon.com/vmlu", "hygon.com/dcunum", "iluvatar.ai/MR-V100-vgpu", "iluvatar.ai/BI-V150-vgpu"];

    /// <summary>Throws unless nothing is found.</summary>
    public static async Task FindNothingAsync(ApiServer api)
    {
        var found = Judge(await api.ListAsync("/api/v1/nodes"), await api.ListAsync("/api/v1/pods"));
        if (found.Count > 0) throw new InvalidOperationException($"the checker found:\n{string.Join('\n', found)}");
    }

    private static List<string> Judge(IReadOnlyList<JsonElement> nodes, IReadOnlyList<JsonElement> pods)
    {
        var checkedPods = pods.Select(CheckedPod.Read).ToArray();
        var found = AnnotationChecker.Judge(nodes.Select(CheckedNode.Read), checkedPods).ToList();
        var unselected = nodes.Where(static node => !IsSelected(node)).Select(static node => node.GetProperty("metadata").GetProperty("name").GetString()).ToHashSet();
        foreach (var (pod, seen) in pods.Zip(checkedPods))
        {
            if (!AsksForDevices(pod)) continue;
            if (seen.Node is null)
            {
                if (HasDecision(seen)) found.Add($"pod {seen.FullName}: is bound to no node and has a decision");
                continue;
            }

            if (!HasDecision(seen)) found.Add($"pod {seen.FullName}: is bound to {seen.Node} without a decision");
            if (unselected.Contains(seen.Node)) found.Add($"pod {seen.FullName}: stands on {seen.Node}, which lacks the label gpu=on");
        }

        return found;
    }

    private static bool HasDecision(CheckedPod pod) => CheckedShare.Of(pod, []).Count > 0;

    private static bool IsSelected(JsonElement node) =>
        node.GetProperty("metadata").TryGetProperty("labels", out var labels) && labels.TryGetProperty("gpu", out var label) && label.GetString() == "on";

    private static bool AsksForDevices(JsonElement pod)
    {
        var spec = pod.GetProperty("spec");
        IEnumerable<JsonElement> containers = spec.GetProperty("containers").EnumerateArray();
        if (spec.TryGetProperty("initContainers", out var inits)) containers = [.. containers, .. inits.EnumerateArray()];
        return containers.Any(static container =>
            container.TryGetProperty("resources", out var resources) && resources.TryGetProperty("limits", out var limits)
            && CountedAs.Any(resource => limits.TryGetProperty(resource, out var count) && count.GetString() != "0"));
    }
}
