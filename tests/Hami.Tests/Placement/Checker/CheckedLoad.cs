namespace Hami.Tests.Placement.Checker;

/// <summary>What is taken of one device.</summary>
/// <param name="Slots">Shares.</param>
/// <param name="Memory">MiB.</param>
/// <param name="Cores">Percent.</param>
public readonly record struct CheckedLoad(long Slots, long Memory, long Cores);
