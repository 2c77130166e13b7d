namespace Hami.Nodes.Region;

/// <summary>Who made a region.</summary>
public enum RegionOrigin
{
    /// <summary>It doesn't say, or nothing that has a name here.</summary>
    Unknown = 0,

    /// <summary>The container's first process.</summary>
    FirstProcess = 1,

    /// <summary>The node, before the container started.</summary>
    Beforehand = 2,
}
