namespace Hami.Core.Placement.State;

/// <summary>A placement that is not seen as bound yet.</summary>
/// <param name="Placement">The decision.</param>
/// <param name="Term">The term in which it was taken.</param>
/// <param name="TakenAt">When.</param>
/// <param name="ReportBefore">What the pod said of being unschedulable when it was filtered: a later report that differs ends the reservation.</param>
/// <param name="VersionBefore">The pod's resource version then: reports that are not newer are old news.</param>
internal sealed record Reservation(PodPlacement Placement, long Term, DateTimeOffset TakenAt, string? ReportBefore, string VersionBefore)
{
    /// <summary>How far it has come.</summary>
    public ReservationPhase Phase { get; init; } = ReservationPhase.Held;

    /// <summary>How many Bindings were sent and not refused: kube-scheduler may bind again while the first may still land.</summary>
    public int BindingsSent { get; init; }

    /// <summary>When the Binding that was sent last can no longer land.</summary>
    public DateTimeOffset BindDeadline { get; init; }

    /// <summary>Whether it may not be ended by anything but the watch or a read from the quorum.</summary>
    public bool IsPinned => Phase != ReservationPhase.Held;
}
