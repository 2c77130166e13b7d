namespace Hami.Core.Placement.Reasons;

/// <summary>Why a device (or node) was refused; the names are the original's words (control-plane.md §6.8, vendors.md §1.5).</summary>
public enum ReasonWord
{
    /// <summary>Its agent reports it as broken, or its use can't be told from what stands on its pods.</summary>
    CardNotHealth,

    /// <summary>An operator has taken it out with the annotation <c>hami.io/device-cordon</c>.</summary>
    CardCordoned,

    /// <summary>The pod's model or mode filter excludes it.</summary>
    CardTypeMismatch,

    /// <summary>It would have fitted, but not enough others of its NUMA node do.</summary>
    NumaNotFit,

    /// <summary>The pod's UUID filter excludes it.</summary>
    CardUuidMismatch,

    /// <summary>All its shares are given out.</summary>
    CardTimeSlicingExhausted,

    /// <summary>The pod wants it alone, and it is in use.</summary>
    ExclusiveDeviceAllocateConflict,

    /// <summary>The namespace's quota would be exceeded.</summary>
    ResourceQuotaNotFit,

    /// <summary>Not enough free memory.</summary>
    CardInsufficientMemory,

    /// <summary>Not enough free cores.</summary>
    CardInsufficientCore,

    /// <summary>All its cores are given out, so that a share without a core limit would starve.</summary>
    CardComputeUnitsExhausted,

    /// <summary>No hardware instance of the size has a free place.</summary>
    CardMigTopologyInfeasible,

    /// <summary>A rule of the vendor's own excludes it.</summary>
    CardNotFoundCustomFilterRule,

    /// <summary>That many devices would have fitted, fewer than were asked.</summary>
    AllocatedCardsInsufficientRequest,
}
