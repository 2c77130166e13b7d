namespace Hami.Core.Devices;

/// <summary>What one container gets of one device: one card of the device list (control-plane.md §4).</summary>
/// <param name="DeviceId">UUID of the device.</param>
/// <param name="Vendor">The word that stands for the vendor in the list; its key, but for vendors that write the model.</param>
/// <param name="Memory">MiB, or the vendor's unit.</param>
/// <param name="Cores">Percent of one device.</param>
public readonly record struct Share(string DeviceId, string Vendor, int Memory, int Cores);
