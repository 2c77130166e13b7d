namespace Hami.Core.Requests;

/// <summary>What one container asks of one vendor (control-plane.md §2.4).</summary>
public sealed record DeviceRequest
{
    /// <summary>The percentage that stands for "not given".</summary>
    public const int NoPercentage = 101;

    /// <summary>Number of devices, at least 1.</summary>
    public required int Count { get; init; }

    /// <summary>The vendor's key.</summary>
    public required string Vendor { get; init; }

    /// <summary>MiB per device (or the vendor's unit), after the memory factor; 0 when not given.</summary>
    public int Memory { get; init; }

    /// <summary>Percent of each device's memory, used when <see cref="Memory"/> is 0; 101 stands for "not given".</summary>
    public int MemoryPercentage { get; init; }

    /// <summary>Percent of one device's cores, per device, as asked (may be over 100: it counts as 100).</summary>
    public int Cores { get; init; }

    /// <summary>Memory that this request takes of a device with <paramref name="total"/> MiB; the absolute amount wins over the percentage.</summary>
    public int MemoryOn(int total) =>
        Memory > 0 ? Memory
        : MemoryPercentage is NoPercentage or 0 ? 0
        : (int)((long)total * MemoryPercentage / 100);

    /// <summary><see cref="Cores"/>, at most 100.</summary>
    public int CoresPerDevice => Math.Min(Cores, 100);
}
