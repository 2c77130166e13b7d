namespace Hami.Nodes.Region;

/// <summary>Why bytes are no region.</summary>
public enum RegionFault
{
    /// <summary>They are one.</summary>
    None,

    /// <summary>Fewer than any version has.</summary>
    TooShort,

    /// <summary>They don't begin as a region does.</summary>
    Foreign,

    /// <summary>A region of a version that isn't known here.</summary>
    OtherVersion,
}
