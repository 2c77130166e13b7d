namespace Hami.Core.Placement;

/// <summary>What one pod takes of one device.</summary>
/// <param name="DeviceId">UUID of the device.</param>
/// <param name="Vendor">The vendor's key.</param>
/// <param name="Peak">The most it takes at any time of its life.</param>
/// <param name="Standing">What it takes once its init containers have ended.</param>
public readonly record struct DeviceCharge(string DeviceId, string Vendor, DeviceUsage Peak, DeviceUsage Standing);
