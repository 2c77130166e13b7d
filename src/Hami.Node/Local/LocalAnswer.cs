namespace Hami.Nodes.Local;

/// <summary>What came of asking for a share.</summary>
/// <param name="Shares">One for each device; empty when refused.</param>
/// <param name="Reason">Why it was refused; empty when it wasn't.</param>
/// <param name="Devices">Why each device was refused.</param>
/// <param name="IsHopeless">Whether it would be refused with nobody else on the machine, too: waiting doesn't help.</param>
public sealed record LocalAnswer(IReadOnlyList<LocalShare> Shares, string Reason, IReadOnlyList<string> Devices, bool IsHopeless)
{
    /// <summary>Whether there are shares.</summary>
    public bool IsPlaced => Shares.Count > 0;
}
