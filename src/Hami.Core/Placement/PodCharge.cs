namespace Hami.Core.Placement;

/// <summary>What a pod takes of a node's devices now.</summary>
/// <param name="Usage">What it takes at its peak and when its init containers are over.</param>
/// <param name="IsInitOver">Whether they are; once true it stays true (control-plane.md §8.2).</param>
public readonly record struct PodCharge(PodUsage Usage, bool IsInitOver);
