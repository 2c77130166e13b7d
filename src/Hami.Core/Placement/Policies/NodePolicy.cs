namespace Hami.Core.Placement.Policies;

/// <summary>Which node is preferred among those that fit (control-plane.md §6.7).</summary>
public enum NodePolicy
{
    /// <summary>The fullest.</summary>
    Binpack,

    /// <summary>The emptiest.</summary>
    Spread,
}
