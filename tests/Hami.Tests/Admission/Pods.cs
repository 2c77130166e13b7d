using System.Text.Json.Nodes;

namespace Hami.Tests.Admission;

/// <summary>Pods as the API server sends them.</summary>
internal static class Pods
{
    public static JsonObject Of(params JsonObject[] containers) => new()
    {
        ["metadata"] = new JsonObject { ["name"] = "p", ["namespace"] = "default" },
        ["spec"] = new JsonObject { ["containers"] = new JsonArray([.. containers]), ["schedulerName"] = "default-scheduler" },
    };

    public static JsonObject Container(string name, params (string Resource, string Quantity)[] limits)
    {
        var container = new JsonObject { ["name"] = name };
        if (limits.Length > 0)
        {
            var list = new JsonObject();
            foreach (var (resource, quantity) in limits) list[resource] = quantity;
            container["resources"] = new JsonObject { ["limits"] = list };
        }

        return container;
    }

    /// <summary>A container with a share of a GPU.</summary>
    public static JsonObject Share(string name = "c") => Container(name, ("nvidia.com/gpu", "1"), ("nvidia.com/gpumem", "3000"));

    public static JsonObject Init(this JsonObject pod, params JsonObject[] containers) => pod.Listing("initContainers", containers);

    public static JsonObject Ephemeral(this JsonObject pod, params JsonObject[] containers) => pod.Listing("ephemeralContainers", containers);

    public static JsonObject Spec(this JsonObject pod, string member, string value)
    {
        pod["spec"]![member] = value;
        return pod;
    }

    public static JsonObject Annotated(this JsonObject pod, string key, string value) => pod.InMetadata("annotations", key, value);

    public static JsonObject Labelled(this JsonObject pod, string key, string value) => pod.InMetadata("labels", key, value);

    public static JsonObject Privileged(this JsonObject container)
    {
        container["securityContext"] = new JsonObject { ["privileged"] = true };
        return container;
    }

    public static JsonObject With(this JsonObject container, params JsonObject[] variables)
    {
        container["env"] = new JsonArray([.. variables]);
        return container;
    }

    public static JsonObject Variable(string name, string value) => new() { ["name"] = name, ["value"] = value };

    private static JsonObject Listing(this JsonObject pod, string list, JsonObject[] containers)
    {
        pod["spec"]![list] = new JsonArray([.. containers]);
        return pod;
    }

    private static JsonObject InMetadata(this JsonObject pod, string map, string key, string value)
    {
        if (pod["metadata"]![map] is null) pod["metadata"]![map] = new JsonObject();
        pod["metadata"]![map]![key] = value;
        return pod;
    }
}
