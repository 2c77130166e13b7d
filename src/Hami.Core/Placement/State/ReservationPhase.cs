namespace Hami.Core.Placement.State;

/// <summary>How far a placement has come on its way to a bound pod.</summary>
public enum ReservationPhase
{
    /// <summary>Decided on; ends with the next filter call for the pod, with a report that it is unschedulable, or by age.</summary>
    Held,

    /// <summary>Its Binding was sent and no answer has come, or the answer was lost: it may still land.</summary>
    Unsettled,

    /// <summary>The API server has accepted its Binding; the watch will show the pod bound.</summary>
    Accepted,
}
