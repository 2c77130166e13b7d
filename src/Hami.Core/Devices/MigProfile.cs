namespace Hami.Core.Devices;

/// <summary>A kind of hardware instance that a device can be cut into (control-plane.md §9).</summary>
/// <param name="Name">Such as <c>1g.10gb</c>.</param>
/// <param name="Memory">MiB.</param>
/// <param name="Cores">Percent of one device.</param>
/// <param name="SliceCount">Slices of the device that one instance takes.</param>
/// <param name="Placements">Where an instance may start.</param>
public sealed record MigProfile(string Name, int Memory, int Cores, int SliceCount, IReadOnlyList<MigPlacement> Placements);
