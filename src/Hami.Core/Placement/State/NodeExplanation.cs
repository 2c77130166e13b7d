using Hami.Core.Placement.Reasons;

namespace Hami.Core.Placement.State;

/// <summary>Why a pod does or doesn't fit on one node, down to its devices.</summary>
/// <param name="Node">Name of the node.</param>
/// <param name="Fits">Whether it fits.</param>
/// <param name="Score">The node's score, when it fits.</param>
/// <param name="Reason">Why not, in the original's words.</param>
/// <param name="Devices">One reason for each device that was refused, of the container that failed.</param>
/// <param name="Faults">What of the node's own announcement could not be used.</param>
public sealed record NodeExplanation(
    string Node, bool Fits, float Score, string Reason, IReadOnlyList<DeviceReason> Devices, IReadOnlyList<string> Faults);
