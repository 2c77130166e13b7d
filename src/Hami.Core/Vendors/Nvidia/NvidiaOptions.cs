namespace Hami.Core.Vendors.Nvidia;

/// <summary>The section <c>nvidia</c> of the device configuration, as far as scheduler and webhook use it (control-plane.md §11.1).</summary>
public sealed record NvidiaOptions
{
    /// <summary>Resource that counts devices.</summary>
    public string CountResource { get; init; } = "";

    /// <summary>Resource for MiB per device.</summary>
    public string MemoryResource { get; init; } = "";

    /// <summary>Resource for percent of each device's memory.</summary>
    public string MemoryPercentageResource { get; init; } = "";

    /// <summary>Resource for percent of each device's cores.</summary>
    public string CoreResource { get; init; } = "";

    /// <summary>Resource for the task priority.</summary>
    public string PriorityResource { get; init; } = "";

    /// <summary>Whether containers that ask for no device are cut off from all of them.</summary>
    public bool OverwriteEnv { get; init; }

    /// <summary>Memory of a request that names none, MiB per device (the factor is not applied); 0 for the whole device.</summary>
    public int DefaultMemory { get; init; }

    /// <summary>Cores of a request that names none, percent of one device.</summary>
    public int DefaultCores { get; init; }

    /// <summary>Devices of a request that names memory or cores but no number; 0 leaves it no request.</summary>
    public int DefaultCount { get; init; } = 1;

    /// <summary>MiB that one unit of the memory resource stands for; 0 means 1.</summary>
    public int MemoryFactor { get; init; } = 1;

    /// <summary>Core policy handed to every container; empty or <c>default</c> for none.</summary>
    public string CorePolicy { get; init; } = "";

    /// <summary>Runtime class for pods that ask for devices and name none.</summary>
    public string RuntimeClassName { get; init; } = "";
}
