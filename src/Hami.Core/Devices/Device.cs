namespace Hami.Core.Devices;

/// <summary>One physical accelerator as its node registers it (control-plane.md §3.2).</summary>
public sealed record Device
{
    /// <summary>The mode of a device that is shared by software limits, and of one whose mode is not given.</summary>
    public const string SharedMode = "hami-core";

    /// <summary>The mode of a device that is cut into hardware instances.</summary>
    public const string MigMode = "mig";

    /// <summary>UUID; unique within the cluster.</summary>
    public required string Id { get; init; }

    /// <summary>Index on the node.</summary>
    public int Index { get; init; }

    /// <summary>How many shares may stand on the device at once.</summary>
    public int Count { get; init; }

    /// <summary>Memory in MiB (or the vendor's unit: docs/devices.md), after scaling.</summary>
    public int Memory { get; init; }

    /// <summary>Cores in percent of one device, after scaling; 100 unless scaled.</summary>
    public int Cores { get; init; }

    /// <summary>Model, the <c>type</c> of the register annotation.</summary>
    public string Model { get; init; } = "";

    /// <summary>NUMA node; may be negative.</summary>
    public int Numa { get; init; }

    /// <summary><c>hami-core</c>, <c>mig</c> or <c>mps</c>.</summary>
    public string Mode { get; init; } = SharedMode;

    /// <summary>The hardware instances that the device offers in mode <c>mig</c>.</summary>
    public IReadOnlyList<MigProfile> MigProfiles { get; init; } = [];

    /// <summary>Whether its agent says it works; absent means no.</summary>
    public bool IsHealthy { get; init; }

    /// <summary>The key of the vendor that announced it; devices are selected by this stamp, never by a word in the model (control-plane.md C18).</summary>
    public string Vendor { get; init; } = "";

    /// <summary>The agent's <c>custominfo</c> object as JSON text, empty when absent.</summary>
    public string CustomInfo { get; init; } = "";

    /// <summary>Whether it is cut into hardware instances.</summary>
    public bool IsMig => Mode == MigMode;
}
