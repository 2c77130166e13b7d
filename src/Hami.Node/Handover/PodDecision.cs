using System.Diagnostics.CodeAnalysis;
using Hami.Core.Devices;
using Hami.Core.Protocol;
using Hami.Core.Requests;

namespace Hami.Nodes.Handover;

/// <summary>
/// What was decided for a pod's containers, read from its annotations, once: what stands there later changes nothing. A decision with the mark
/// <c>hami.io/handover: cdi</c> is ours, its segments stand at their containers' places; one without it is the original's, whose empty
/// segments may have been shifted (control-plane.md, defect C1), so that the non-empty ones are matched in order.
/// </summary>
public static class PodDecision
{
    /// <summary>Reads the shares by container name, of containers that ask for devices; all of them must have some.</summary>
    /// <param name="pod">The pod as the watch shows it.</param>
    /// <param name="asks">How many devices a container asks for.</param>
    /// <param name="shares">Its shares by container name.</param>
    /// <param name="reason">Why none of its containers may start: names the annotation, what stands there and the remedy.</param>
    public static bool TryRead(
        Pod pod,
        Func<Container, int> asks,
        [NotNullWhen(true)] out IReadOnlyDictionary<string, IReadOnlyList<Share>>? shares,
        [NotNullWhen(false)] out string? reason)
    {
        shares = null;
        if (!pod.Annotations.TryGetValue(NvidiaKeys.DevicesAllocated, out var text))
        {
            reason = $"pod {pod.FullName} has no {NvidiaKeys.DevicesAllocated}: nothing was decided for it; its scheduler must be ours or the original's";
            return false;
        }

        try
        {
            var segments = PodDevicesCodec.Decode(text);
            IReadOnlyList<Container> containers = [.. pod.InitContainers, .. pod.Containers];
            var isOurs = pod.Annotations.GetValueOrDefault(AnnotationKeys.Handover) == HandoverWays.Cdi;
            var matched = isOurs ? AtTheirPlaces(segments, containers, asks) : InOrder(segments, containers, asks);
            foreach (var (container, list) in matched) Judge(container, list, asks(container));
            shares = matched.ToDictionary(static pair => pair.Container.Name, static pair => pair.Shares, StringComparer.Ordinal);
            reason = null;
            return true;
        }
        catch (MalformedException malformed)
        {
            reason = $"pod {pod.FullName}: {NvidiaKeys.DevicesAllocated}: {malformed.Message}; delete the pod, so that it is placed anew";
            return false;
        }
    }

    private static List<(Container Container, IReadOnlyList<Share> Shares)> AtTheirPlaces(
        IReadOnlyList<IReadOnlyList<Share>> segments, IReadOnlyList<Container> containers, Func<Container, int> asks)
    {
        for (var i = containers.Count; i < segments.Count; i++)
        {
            if (segments[i].Count > 0) throw new MalformedException($"segment {i} has shares, but the pod has {containers.Count} containers");
        }

        var matched = new List<(Container, IReadOnlyList<Share>)>();
        for (var i = 0; i < containers.Count; i++)
        {
            var shares = i < segments.Count ? segments[i] : [];
            if (asks(containers[i]) > 0) matched.Add((containers[i], shares));
            else if (shares.Count > 0) throw new MalformedException($"container {containers[i].Name} has shares and asks for none");
        }

        return matched;
    }

    private static List<(Container Container, IReadOnlyList<Share> Shares)> InOrder(
        IReadOnlyList<IReadOnlyList<Share>> segments, IReadOnlyList<Container> containers, Func<Container, int> asks)
    {
        var asking = containers.Where(container => asks(container) > 0).ToList();
        var filled = segments.Where(static segment => segment.Count > 0).ToList();
        return asking.Count == filled.Count
            ? [.. asking.Zip(filled)]
            : throw new MalformedException($"shares for {filled.Count} containers, but {asking.Count} ask for devices");
    }

    private static void Judge(Container container, IReadOnlyList<Share> shares, int asked)
    {
        if (shares.Count != asked) throw new MalformedException($"container {container.Name} asks for {asked} devices and has {shares.Count} shares");
        for (var i = 0; i < shares.Count; i++)
        {
            var share = shares[i];
            if (share.Vendor != NvidiaKeys.Vendor) throw new MalformedException($"container {container.Name}: share {i} is of {share.Vendor}, expected {NvidiaKeys.Vendor}");
            if (share.DeviceId.Length == 0) throw new MalformedException($"container {container.Name}: share {i} has no device id");
            if (share.Memory <= 0) throw new MalformedException($"container {container.Name}: share {i} has {share.Memory} MiB, expected at least 1");
            if (share.Cores < 0) throw new MalformedException($"container {container.Name}: share {i} has {share.Cores} percent of cores, expected 0 (no limit) or more");
            if (shares.Take(i).Any(other => other.DeviceId == share.DeviceId)) throw new MalformedException($"container {container.Name} has two shares of device {share.DeviceId}");
        }
    }
}
