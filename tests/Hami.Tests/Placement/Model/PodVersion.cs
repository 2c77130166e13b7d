namespace Hami.Tests.Placement.Model;

/// <summary>One state of the pod of a name at the API server, in 12 bits.</summary>
/// <param name="Code">The bits.</param>
internal readonly record struct PodVersion(int Code)
{
    public const int Bits = 12;

    public PodVersion(int incarnation, bool isReported, bool isDeleted, int placement)
        : this(incarnation | (isReported ? 4 : 0) | (isDeleted ? 8 : 0) | (placement << 4))
    {
        if (placement > 255) throw new InvalidOperationException("too many placements for 8 bits");
    }

    /// <summary>Which of the pods that have had this name.</summary>
    public int Incarnation => Code & 3;

    /// <summary>Whether it has been reported unschedulable.</summary>
    public bool IsReported => (Code & 4) != 0;

    public bool IsDeleted => (Code & 8) != 0;

    /// <summary>Number of what it was bound with, 0 while it is not bound.</summary>
    public int Placement => Code >> 4;

    public bool IsPending => !IsDeleted && Placement == 0;

    public PodVersion Reported => new(Incarnation, true, IsDeleted, Placement);

    public PodVersion Deleted => new(Incarnation, IsReported, true, Placement);

    public PodVersion Unbound => new(Incarnation, IsReported, false, 0);

    public PodVersion BoundWith(int placement) => new(Incarnation, IsReported, IsDeleted, placement);

    /// <summary>Later versions of one pod have larger numbers.</summary>
    public int ResourceVersion => 1 + (IsReported ? 1 : 0) + (Placement > 0 ? 2 : 0);
}
