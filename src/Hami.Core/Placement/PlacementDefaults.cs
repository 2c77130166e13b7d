namespace Hami.Core.Placement;

/// <summary>Policies of pods that name none.</summary>
/// <param name="NodePolicy"><c>binpack</c> or <c>spread</c>.</param>
/// <param name="DevicePolicy">Word or comma list of control-plane.md §6.6.</param>
public sealed record PlacementDefaults(string NodePolicy = "binpack", string DevicePolicy = "spread");
