using Hami.Core.Devices;
using Hami.Core.Placement.State;
using Hami.Core.Requests;

namespace Hami.Scheduler.Extender;

/// <summary>What kube-scheduler sends to be filtered (control-plane.md §5.1, <c>ExtenderArgs</c>).</summary>
internal sealed record FilterArguments
{
    /// <summary>The pod; null when absent.</summary>
    public Pod? Pod { get; init; }

    /// <summary>The nodes by name; null when absent.</summary>
    public Candidates? Names { get; init; }

    /// <summary>Whole nodes: the call is a dry run; null when absent.</summary>
    public IReadOnlyList<OfferedNode>? Nodes { get; init; }

    /// <summary>A node that was sent whole.</summary>
    /// <param name="Node">As placement sees it.</param>
    /// <param name="Json">As it was sent.</param>
    internal readonly record struct OfferedNode(Node Node, ReadOnlyMemory<byte> Json);
}
