namespace Hami.Nodes.Region;

/// <summary>When a limit of cores is in force.</summary>
public enum CorePolicy
{
    /// <summary>As the monitor says.</summary>
    Default = 0,

    /// <summary>Always.</summary>
    Force = 1,

    /// <summary>Never.</summary>
    Disable = 2,
}
