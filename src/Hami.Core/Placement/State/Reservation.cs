namespace Hami.Core.Placement.State;

/// <summary>A placement that is not seen as bound yet.</summary>
/// <param name="Placement">The decision.</param>
/// <param name="Term">The term in which it was taken.</param>
/// <param name="TakenAt">When.</param>
/// <param name="ReportBefore">What the pod said of being unschedulable when it was filtered: a later report that differs ends the reservation.</param>
/// <param name="VersionBefore">The pod's resource version then: reports that are not newer are old news.</param>
internal sealed record Reservation(PodPlacement Placement, long Term, DateTimeOffset TakenAt, string? ReportBefore, string VersionBefore)
{
    /// <summary>
    /// How many Bindings were sent that may have landed or may yet land: those that were not refused for certain. A second one may
    /// be sent while the first is without an answer, so that the refusal of one says nothing about the shares.
    /// </summary>
    public int Sent { get; init; }

    /// <summary>When the last of them can no longer land.</summary>
    public DateTimeOffset BindDeadline { get; init; }

    /// <summary>Whether it may not be ended by anything but the watch or a read from the quorum.</summary>
    public bool IsPinned => Sent > 0;
}
