using Hami.Core.Requests;

namespace Hami.Core.Placement;

/// <summary>What a pod asks for, by position: init containers first, then apps (control-plane.md §6.1).</summary>
public sealed class PodRequests
{
    private PodRequests(ContainerRequests[] containers, IReadOnlyList<string> violations)
    {
        Positions = containers;
        Violations = violations;
        AsksForDevices = violations.Count > 0 || containers.Any(static container => container.Requests.Length > 0);
    }

    /// <summary>The containers by position.</summary>
    public IReadOnlyList<ContainerRequests> Containers => Positions;

    /// <summary>The same for loops over thousands of nodes: to enumerate a list through its interface allocates each time.</summary>
    internal ContainerRequests[] Positions { get; }

    /// <summary>What can't be read of the requests; a pod with one is refused everywhere.</summary>
    public IReadOnlyList<string> Violations { get; }

    /// <summary>Whether it asks for devices, or seems to.</summary>
    public bool AsksForDevices { get; }

    /// <summary>Reads a pod through the vendors.</summary>
    public static PodRequests Read(Pod pod, VendorSet vendors)
    {
        var containers = new ContainerRequests[pod.InitContainers.Count + pod.Containers.Count];
        List<string>? violations = null;
        for (var i = 0; i < containers.Length; i++)
        {
            var isInit = i < pod.InitContainers.Count;
            var container = isInit ? pod.InitContainers[i] : pod.Containers[i - pod.InitContainers.Count];
            var kind = !isInit ? ContainerKind.App : container.IsSidecar ? ContainerKind.Sidecar : ContainerKind.Init;
            containers[i] = new ContainerRequests(container.Name, kind, ReadContainer(container, vendors, ref violations));
        }

        return new PodRequests(containers, violations ?? []);
    }

    private static DeviceRequest[] ReadContainer(Container container, VendorSet vendors, ref List<string>? violations)
    {
        if (container.Limits.Count == 0 && container.Requests.Count == 0) return [];
        DeviceRequest[] requests = [];
        foreach (var vendor in vendors.All)
        {
            var reading = vendor.Read(container);
            if (reading.IsRefused) (violations ??= []).AddRange(reading.Violations);
            if (reading.Request is { } request) requests = [.. requests, request];
        }

        return requests;
    }
}
