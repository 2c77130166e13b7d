namespace Hami.Core.Placement.Reasons;

/// <summary>Reasons that concern a whole node, in the original's words.</summary>
public static class NodeReason
{
    /// <summary>The node announces no devices at all, or is not known.</summary>
    public const string Unregistered = "node unregistered";

    /// <summary>The node has fewer devices of the vendor than the container asks for.</summary>
    public const string InsufficientDevices = "NodeInsufficientDevice";

    /// <summary>The node's labels don't match the selector that the scheduler was started with.</summary>
    public const string NotSelected = "node not selected";

    /// <summary>The node or its device plugin is away.</summary>
    public const string AgentAway = "node agent away";

    /// <summary>Whether a reason is one of these: then no device of the node was looked at.</summary>
    public static bool IsOfWholeNode(string reason) => reason is Unregistered or InsufficientDevices or NotSelected or AgentAway;
}
