namespace Hami.Nodes.Local;

/// <summary>What a job asks of this machine's devices.</summary>
public sealed record ShareAsk
{
    /// <summary>The most devices of one job: as many as a region has room for.</summary>
    public const int MostGpus = Region.RegionLayout.Devices;

    /// <summary>Number of devices.</summary>
    public int Gpus { get; init; } = 1;

    /// <summary>MiB of each device; null where a percentage was given, or nothing.</summary>
    public int? MemoryMiB { get; init; }

    /// <summary>Percent of each device's memory; without either all of it.</summary>
    public int? MemoryPercent { get; init; }

    /// <summary>Percent of each device's cores; 0 for no limit, 100 for the device alone.</summary>
    public int Cores { get; init; }

    /// <summary>Which devices are preferred: the words of the scheduler's policies; empty for its default.</summary>
    public string Policy { get; init; } = "";

    /// <summary>Priority of the job's launches, 0 the highest.</summary>
    public int Priority { get; init; } = 1;
}
