using System.Text.Json;
using System.Text.Json.Nodes;
using Hami.Core.Protocol;
using Hami.Kubernetes.Api;
using Hami.Playground.Clusters;

namespace Hami.Playground.NodeAgents;

/// <summary>How a device plugin lets go of its node once a pod is served (control-plane.md §7.2, release).</summary>
internal static class NodeLockRelease
{
    /// <summary>Removes the lock if it is there and the pod's.</summary>
    public static async Task RunAsync(NodeApi api, PluginBehaviour plugin, ClusterPod pod, CancellationToken cancellation)
    {
        while (true)
        {
            try
            {
                var json = await api.ReadAsync(ResourcePath.Nodes, "", pod.NodeName, cancellation);
                if (Patch(json, plugin, pod) is not { } patch) return;
                await api.AnnotateAsync(ResourcePath.Nodes, "", pod.NodeName, patch, cancellation);
                return;
            }
            catch (ApiException e) when (e.Kind == ApiErrorKind.Conflict)
            {
                // The node has changed meanwhile: whose lock is it now?
            }
            catch (ApiException e) when (e.Kind == ApiErrorKind.NotFound)
            {
                return;
            }
        }
    }

    /// <summary>The patch that removes the lock from the node as it was read; null where there is none to remove.</summary>
    public static JsonObject? Patch(ReadOnlyMemory<byte> node, PluginBehaviour plugin, ClusterPod pod)
    {
        using var document = JsonDocument.Parse(node);
        var metadata = document.RootElement.GetProperty("metadata");
        if (!metadata.TryGetProperty("annotations", out var annotations) || !annotations.TryGetProperty(plugin.Lock!, out var value)) return null;
        if (plugin.LockNamesOwner && !IsHeldBy(pod, value.GetString() ?? "")) return null;
        return new JsonObject
        {
            ["metadata"] = new JsonObject
            {
                ["resourceVersion"] = metadata.GetProperty("resourceVersion").GetString(),
                ["annotations"] = new JsonObject { [plugin.Lock!] = null },
            },
        };
    }

    private static bool IsHeldBy(ClusterPod pod, string text)
    {
        try
        {
            var owner = NodeLockCodec.Decode(text);
            return !owner.HasOwner || (owner.Namespace == pod.Namespace && owner.Name == pod.Name);
        }
        catch (MalformedException)
        {
            return false;
        }
    }
}
