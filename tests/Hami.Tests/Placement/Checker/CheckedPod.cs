using System.Text.Json;

namespace Hami.Tests.Placement.Checker;

/// <summary>When a container runs, seen from the one that is judged.</summary>
public enum CheckedContainer
{
    /// <summary>Ends before the next one starts.</summary>
    Init,

    /// <summary>Among the init containers, and goes on running.</summary>
    Sidecar,

    /// <summary>Together with all other apps.</summary>
    App,
}

/// <summary>A pod as the checker sees it.</summary>
/// <param name="FullName"><c>namespace/name</c>.</param>
/// <param name="Uid">UID.</param>
/// <param name="Node">The node it stands on; null for none, and then it takes nothing.</param>
/// <param name="Annotations">Its annotations.</param>
/// <param name="Containers">When its containers run, init containers first.</param>
public sealed record CheckedPod(
    string FullName, string Uid, string? Node, IReadOnlyDictionary<string, string> Annotations, IReadOnlyList<CheckedContainer> Containers)
{
    internal static readonly IReadOnlyDictionary<string, string> NoTexts = new Dictionary<string, string>();

    /// <summary>Whether it has ended and takes nothing.</summary>
    public bool HasEnded { get; init; }

    /// <summary>Whether its init containers (there are some that end) have all ended well.</summary>
    public bool IsInitOver { get; init; }

    /// <summary>Takes a Pod object as the API server gives it.</summary>
    public static CheckedPod Read(JsonElement pod)
    {
        var metadata = pod.GetProperty("metadata");
        var spec = pod.GetProperty("spec");
        var containers = new List<CheckedContainer>();
        if (spec.TryGetProperty("initContainers", out var inits))
        {
            containers.AddRange(inits.EnumerateArray().Select(static container =>
                container.TryGetProperty("restartPolicy", out var policy) && policy.GetString() == "Always" ? CheckedContainer.Sidecar : CheckedContainer.Init));
        }

        containers.AddRange(spec.GetProperty("containers").EnumerateArray().Select(static _ => CheckedContainer.App));
        var status = pod.TryGetProperty("status", out var given) ? given : default;
        return new CheckedPod(
            $"{(metadata.TryGetProperty("namespace", out var space) ? space.GetString() : "default")}/{metadata.GetProperty("name").GetString()}",
            metadata.TryGetProperty("uid", out var uid) ? uid.GetString()! : "",
            spec.TryGetProperty("nodeName", out var node) && node.GetString() is { Length: > 0 } name ? name : null,
            Texts(metadata, "annotations"),
            containers)
        {
            HasEnded = status.ValueKind == JsonValueKind.Object && status.TryGetProperty("phase", out var phase) && phase.GetString() is "Succeeded" or "Failed",
            IsInitOver = containers.Contains(CheckedContainer.Init) && AreInitsOver(status, containers),
        };
    }

    internal static IReadOnlyDictionary<string, string> Texts(JsonElement holder, string name) =>
        holder.TryGetProperty(name, out var texts) && texts.ValueKind == JsonValueKind.Object
            ? texts.EnumerateObject().ToDictionary(static entry => entry.Name, static entry => entry.Value.GetString() ?? "")
            : NoTexts;

    // Sidecars don't end; servers that know none report each init container as one that does.
    private static bool AreInitsOver(JsonElement status, List<CheckedContainer> containers)
    {
        if (status.ValueKind != JsonValueKind.Object || !status.TryGetProperty("initContainerStatuses", out var statuses)) return false;
        var ended = statuses.EnumerateArray().Count(static container =>
            container.TryGetProperty("state", out var state) && state.TryGetProperty("terminated", out var end)
            && end.TryGetProperty("exitCode", out var code) && code.GetInt32() == 0);
        return ended >= containers.Count(static container => container == CheckedContainer.Init);
    }
}
