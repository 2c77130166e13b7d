namespace Hami.Tests.Placement.Model;

/// <summary>One step of the whole.</summary>
internal enum MoveKind
{
    DeletePod,
    CreateSuccessor,
    ReportUnschedulable,
    ShowVersion,
    DecideFilter,
    CommitFilter,
    BeginBind,
    Land,
    AnswerBinding,
    LoseAnswer,
    LapseReservations,
    BeginRead,
    EndRead,
    Restart,
    GiveUpLease,
    TakeOver,
    BeginAnswering,
    Tick,
}

/// <summary>A step.</summary>
/// <param name="Kind">Its kind.</param>
/// <param name="Replica">Whose it is, where it is a replica's.</param>
/// <param name="Index">Of a name, a Binding or a read.</param>
/// <param name="Order">In which order nodes are offered.</param>
internal readonly record struct Move(MoveKind Kind, int Replica = 0, int Index = 0, int Order = 0);
