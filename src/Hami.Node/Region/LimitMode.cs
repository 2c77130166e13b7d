namespace Hami.Nodes.Region;

/// <summary>What a limit in a region says. Memory that was never written says refused, and so does any number without a name here.</summary>
public enum LimitMode
{
    /// <summary>Nothing is granted.</summary>
    Refused = 0,

    /// <summary>No limit.</summary>
    None = 1,

    /// <summary>A limit.</summary>
    Limited = 2,

    /// <summary>The hardware limits (MIG).</summary>
    Hardware = 3,
}
