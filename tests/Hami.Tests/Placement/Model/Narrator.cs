namespace Hami.Tests.Placement.Model;

/// <summary>Puts a step into words.</summary>
internal sealed class Narrator(Placements placements)
{
    public string Tell(World before, Move move, World after)
    {
        var who = $"replica {move.Replica + 1}";
        switch (move.Kind)
        {
            case MoveKind.DeletePod:
                return $"{Truth(before, move.Index)} is deleted";
            case MoveKind.CreateSuccessor:
                return $"{Truth(after, move.Index)} is created";
            case MoveKind.ReportUnschedulable:
                return $"{Truth(before, move.Index)} is reported unschedulable";
            case MoveKind.ShowVersion:
                var shown = before.Names[move.Index].History[before.Names[move.Index].Shown[move.Replica]];
                return $"the watch shows {who} {Pod(move.Index, shown.Incarnation)} {Describe(shown)}";
            case MoveKind.DecideFilter:
                return $"{who}, filter: {Truth(before, move.Index)}: {Filtered(after, move)}";
            case MoveKind.CommitFilter:
                return $"{who}, filter, commit: {Pod(move.Index, before.Replicas[move.Replica].Open[move.Index].Incarnation - 1)}: {Filtered(after, move)}";
            case MoveKind.BeginBind:
                var (chosen, node) = before.Replicas[move.Replica].Chosen[move.Index];
                return $"{who}, bind: {Pod(move.Index, chosen)} to N{node - 1}: {(after.Bindings.Count > before.Bindings.Count ? $"sends {placements.Describe(after.Bindings[^1].Placement)}" : after.Reads.Count > before.Reads.Count ? $"not known, read as {Describe(after.Reads[^1].Seen)}" : "refused")}";
            case MoveKind.Land:
                var landing = before.Bindings[move.Index];
                return $"the Binding of {Pod(landing.Pod, landing.Incarnation)} {(after.Names[landing.Pod].Truth == before.Names[landing.Pod].Truth ? "is refused by the server" : $"lands on {Truth(before, landing.Pod)}")}";
            case MoveKind.AnswerBinding:
                var answered = before.Bindings[move.Index];
                return $"{who} is answered that the Binding of {Pod(answered.Pod, answered.Incarnation)} was {(answered.Stage == World.Stage.Landed ? "accepted" : "refused")}";
            case MoveKind.LoseAnswer:
                return $"{who} gets no answer to the Binding of {Pod(before.Bindings[move.Index].Pod, before.Bindings[move.Index].Incarnation)}";
            case MoveKind.LapseReservations:
                return $"{who}: reservations lapse";
            case MoveKind.BeginRead:
                return $"{who} reads P{move.Index} to settle a Binding: {Describe(before.Names[move.Index].Truth)}";
            case MoveKind.EndRead:
                var read = before.Reads[move.Index];
                return $"{who} takes note of what it read of P{read.Pod}{(after.Bindings.Count > before.Bindings.Count ? $", and sends {placements.Describe(after.Bindings[^1].Placement)}" : "")}";
            case MoveKind.Tick:
                return "time passes: what is on its way and older than a Binding may be is lost";
            default:
                return $"{who}: {move.Kind}";
        }
    }

    private static string Filtered(World after, Move move) =>
        after.Replicas[move.Replica].Open[move.Index].Incarnation > 0 ? "decides"
        : after.Replicas[move.Replica].Chosen[move.Index].Node is > 0 and var node ? $"placed on N{node - 1}" : "refused";

    private static string Pod(int name, int incarnation) => $"P{name}.{incarnation}";

    private static string Truth(World world, int name) => Pod(name, world.Names[name].Truth.Incarnation);

    private string Describe(PodVersion version) =>
        version.IsDeleted ? "gone" : version.Placement > 0 ? $"bound with {placements.Describe(version.Placement)}" : version.IsReported ? "reported unschedulable" : "pending";
}
