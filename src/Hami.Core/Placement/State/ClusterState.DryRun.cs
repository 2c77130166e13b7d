using Hami.Core.Devices;
using Hami.Core.Placement.Fitting;
using Hami.Core.Placement.Reasons;
using Hami.Core.Requests;

namespace Hami.Core.Placement.State;

/// <content>Placement on nodes that need not exist.</content>
public partial class ClusterState
{
    /// <summary>Tries a pod on nodes as given, each as if it alone were there; one that is known carries the pods that stand on it.</summary>
    /// <returns>What is wrong with the request (empty when nothing is), and for each node why it is refused, null when it would do.</returns>
    public (string Error, IReadOnlyList<string?> Refusals) TryOn(Pod pod, IReadOnlyList<Node> offered)
    {
        if (ReadAsk(pod, out var ask) is { } early)
            return early.Kind == FilterKind.PassedThrough ? ("", new string?[offered.Count]) : (early.Error, []);
        var fit = new NodeFit(ask!, vendors, RoomOf(pod.Namespace));
        var refusals = new string?[offered.Count];
        for (var i = 0; i < refusals.Length; i++)
        {
            var inventory = NodeInventory.Read(offered[i], vendors);
            if (inventory.Devices.Length == 0) refusals[i] = NodeReason.Unregistered;
            else if (!fit.TryPlace(inventory.Snapshot(0, PodsOn(offered[i].Name)), out var reason)) refusals[i] = reason;
        }

        return ("", refusals);
    }

    private PodCharge[] PodsOn(string node)
    {
        lock (gate) return FindNode(node) is { } known ? [.. known.Pods.Values] : [];
    }
}
