namespace Hami.Core.Placement.State;

/// <summary>What came of a filter call.</summary>
public enum FilterKind
{
    /// <summary>The pod asks for no device: every node will do.</summary>
    PassedThrough,

    /// <summary>A node was chosen, its shares are reserved.</summary>
    Placed,

    /// <summary>No node will do.</summary>
    Refused,

    /// <summary>The request itself can't be served.</summary>
    Failed,
}
