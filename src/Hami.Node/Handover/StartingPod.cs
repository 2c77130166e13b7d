using System.Diagnostics.CodeAnalysis;

namespace Hami.Nodes.Handover;

/// <summary>
/// Whose start the kubelet asks about. Its ids don't tell which container is starting (an init container's may be given to a main one
/// again), but they tell the pod; and as every container has a name of its own, all of the pod's names are written and the runtime takes
/// the right one.
/// </summary>
/// <param name="Uid">UID of the pod.</param>
/// <param name="Shares">Of each of its containers with a share, by name.</param>
public sealed record StartingPod(string Uid, IReadOnlyDictionary<string, ShareName> Shares)
{
    /// <summary>Finds the pod that holds exactly these ids.</summary>
    /// <param name="entries">The kubelet's checkpoint.</param>
    /// <param name="resource">The plugin's resource.</param>
    /// <param name="deviceIds">The ids in the call.</param>
    /// <param name="pod">The pod.</param>
    /// <param name="reason">Why the start must be refused.</param>
    public static bool TryFind(
        IReadOnlyList<CheckpointEntry> entries,
        string resource,
        IReadOnlyCollection<string> deviceIds,
        [NotNullWhen(true)] out StartingPod? pod,
        [NotNullWhen(false)] out string? reason)
    {
        pod = null;
        var uids = entries.Where(entry => entry.Resource == resource && entry.DeviceIds.SetEquals(deviceIds))
            .Select(static entry => entry.PodUid).Distinct(StringComparer.Ordinal).ToList();
        if (uids.Count != 1)
        {
            reason = uids.Count == 0
                ? $"the kubelet's checkpoint knows no container with exactly these {deviceIds.Count} devices of {resource}"
                : $"the kubelet's checkpoint gives these devices of {resource} to {uids.Count} pods: {string.Join(", ", uids)}";
            return false;
        }

        return TryRead(entries, resource, uids[0], out pod, out reason);
    }

    /// <summary>Reads the shares of all containers of one pod.</summary>
    /// <param name="entries">The kubelet's checkpoint.</param>
    /// <param name="resource">The plugin's resource.</param>
    /// <param name="uid">UID of the pod.</param>
    /// <param name="pod">The pod.</param>
    /// <param name="reason">Why its starts must be refused.</param>
    public static bool TryRead(
        IReadOnlyList<CheckpointEntry> entries,
        string resource,
        string uid,
        [NotNullWhen(true)] out StartingPod? pod,
        [NotNullWhen(false)] out string? reason)
    {
        pod = null;
        var shares = new Dictionary<string, ShareName>(StringComparer.Ordinal);
        var containers = new Dictionary<ShareName, string>();
        foreach (var entry in entries.Where(entry => entry.PodUid == uid && entry.Resource == resource))
        {
            if (entry.Share is not { } share)
            {
                reason = $"container {entry.Container} was allocated by a plugin that names no share: delete the pod, so that it is made anew";
                return false;
            }

            if (!shares.TryAdd(entry.Container, share) || !containers.TryAdd(share, entry.Container))
            {
                reason = $"the kubelet's checkpoint names container {entry.Container} or its share {share} twice";
                return false;
            }
        }

        if (shares.Count == 0)
        {
            reason = $"the kubelet's checkpoint knows no devices of {resource} of pod {uid}";
            return false;
        }

        pod = new StartingPod(uid, shares);
        reason = null;
        return true;
    }
}
