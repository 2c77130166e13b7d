using Hami.Core.Devices;

namespace Hami.Core.Placement.Fitting;

/// <summary>A device chosen for one share of a container.</summary>
/// <param name="Device">Index of the device in the snapshot.</param>
/// <param name="Memory">What the share takes, MiB or the vendor's unit.</param>
/// <param name="Cores">What the share takes, percent of one device.</param>
/// <param name="Profile">The hardware instance's profile, null for a share by software.</param>
/// <param name="Placement">Where the hardware instance stands.</param>
public readonly record struct Pick(int Device, int Memory, int Cores, MigProfile? Profile = null, MigPlacement Placement = default);
