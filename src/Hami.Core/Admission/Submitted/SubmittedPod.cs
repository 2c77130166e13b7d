using System.Text.Json;
using Hami.Core.Admission.Reviews;

namespace Hami.Core.Admission.Submitted;

/// <summary>A pod as submitted. Servers before 1.22 show an EphemeralContainers object in its place when ephemeral containers are added: its list stands at the root, and the rest of the pod isn't shown.</summary>
internal sealed record SubmittedPod
{
    /// <summary>Annotations.</summary>
    public required IReadOnlyDictionary<string, string> Annotations { get; init; }

    /// <summary>Labels.</summary>
    public required IReadOnlyDictionary<string, string> Labels { get; init; }

    /// <summary>Whether the pod is shown and not just its ephemeral containers.</summary>
    public required bool IsWhole { get; init; }

    /// <summary><c>spec.schedulerName</c>, null when absent.</summary>
    public required string? SchedulerName { get; init; }

    /// <summary><c>spec.nodeName</c>, empty when absent.</summary>
    public required string NodeName { get; init; }

    /// <summary>Whether <c>spec.runtimeClassName</c> is there.</summary>
    public required bool HasRuntimeClass { get; init; }

    /// <summary>All containers: init, app, ephemeral.</summary>
    public required IReadOnlyList<SubmittedContainer> Containers { get; init; }

    /// <summary>Reads the object of a request.</summary>
    /// <exception cref="Protocol.MalformedException">A value has another type than its field.</exception>
    public static SubmittedPod Read(JsonElement? element)
    {
        var root = Field.Root(element);
        var metadata = root["metadata"];
        var spec = root["spec"];
        return new SubmittedPod
        {
            Annotations = metadata["annotations"].Texts(),
            Labels = metadata["labels"].Texts(),
            IsWhole = spec.IsObject,
            SchedulerName = spec["schedulerName"] is { Exists: true } name ? name.Text() : null,
            NodeName = spec["nodeName"].Text(),
            HasRuntimeClass = spec["runtimeClassName"].Exists,
            Containers =
            [
                .. ReadList(spec["initContainers"], "/spec/initContainers", ContainerPosition.Init),
                .. ReadList(spec["containers"], "/spec/containers", ContainerPosition.App),
                .. ReadList(spec["ephemeralContainers"], "/spec/ephemeralContainers", ContainerPosition.Ephemeral),
                .. ReadList(root["ephemeralContainers"], "/ephemeralContainers", ContainerPosition.Ephemeral),
            ],
        };
    }

    private static IEnumerable<SubmittedContainer> ReadList(Field list, string pointer, ContainerPosition position) =>
        list.Elements().Select((container, index) => ReadContainer(container, $"{pointer}/{index}", position));

    private static SubmittedContainer ReadContainer(Field container, string pointer, ContainerPosition position)
    {
        var resources = container["resources"];
        var environment = container["env"];
        return new SubmittedContainer
        {
            Position = position,
            Pointer = pointer,
            Name = container["name"].Text(),
            IsSidecar = position == ContainerPosition.Init && container["restartPolicy"].Text() == "Always",
            IsPrivileged = container["securityContext"]["privileged"].Flag(),
            HasResources = resources.Exists,
            Limits = resources["limits"] is { Exists: true } limits ? limits.Texts() : null,
            Requests = resources["requests"] is { Exists: true } requests ? requests.Texts() : null,
            Environment = environment.Exists ? [.. environment.Elements().Select(ReadVariable)] : null,
            SourcePrefixes = [.. container["envFrom"].Elements().Select(static source => source["prefix"].Text())],
        };
    }

    private static SubmittedVariable ReadVariable(Field variable) =>
        new(variable["name"].Text(), variable["valueFrom"].Exists ? null : variable["value"].Text());
}
