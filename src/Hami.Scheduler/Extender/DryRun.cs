using System.Buffers;
using Hami.Core.Placement.State;
using Hami.Core.Requests;

namespace Hami.Scheduler.Extender;

/// <summary>
/// A filter call with whole nodes: what would happen if they were there (control-plane.md §5.4). Reserves and writes nothing.
/// A node that is known carries the pods that stand on it; any other is empty.
/// </summary>
internal static class DryRun
{
    /// <summary>Answers with every node that would do, in the order in which they were sent.</summary>
    public static void Answer(IBufferWriter<byte> output, ClusterState state, Pod pod, IReadOnlyList<FilterArguments.OfferedNode> nodes)
    {
        var outcomes = state.TryOn(pod, [.. nodes.Select(static offered => offered.Node)]);
        if (outcomes.Error.Length > 0)
        {
            FilterAnswer.WriteError(output, outcomes.Error);
            return;
        }

        FilterAnswer.WriteNodes(
            output,
            nodes.Where((_, i) => outcomes.Refusals[i] is null).Select(static offered => offered.Json),
            [.. nodes.Select((offered, i) => (offered.Node.Name, Reason: outcomes.Refusals[i])).Where(static node => node.Reason is not null).Select(static node => new NodeRefusal(node.Name, node.Reason!))]);
    }
}
