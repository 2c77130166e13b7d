namespace Hami.Core.Placement;

/// <summary>What is taken of one device.</summary>
/// <param name="Slots">Shares standing on it.</param>
/// <param name="Memory">MiB, or the vendor's unit.</param>
/// <param name="Cores">Percent of one device.</param>
public readonly record struct DeviceUsage(int Slots, long Memory, long Cores)
{
    /// <summary>Adds in every dimension.</summary>
    public static DeviceUsage operator +(DeviceUsage a, DeviceUsage b) => new(a.Slots + b.Slots, a.Memory + b.Memory, a.Cores + b.Cores);

    /// <summary>The larger in each dimension.</summary>
    public static DeviceUsage Max(DeviceUsage a, DeviceUsage b) =>
        new(Math.Max(a.Slots, b.Slots), Math.Max(a.Memory, b.Memory), Math.Max(a.Cores, b.Cores));
}
