using static Hami.Tests.Placement.Model.Scenario;

namespace Hami.Tests.Placement.Model;

/// <summary>What is explored in full, each from its first state to its last.</summary>
internal static class Scenarios
{
    /// <summary>Set to <c>large</c> for the bounds of a run by hand.</summary>
    public const string BoundVariable = "HAMI_MODEL_BOUND";

    /// <summary>Small enough for every run.</summary>
    public static readonly IReadOnlyList<Scenario> Small =
    [
        new() { Name = "three whole devices wanted, two there", Nodes = 1, Pods = [Spec.Whole, Spec.Whole, Spec.Whole], Filters = 1 },
        new() { Name = "three halves, two of which share a device", Nodes = 1, Pods = [Spec.Half, Spec.Half, Spec.Half], Filters = 1 },
        new() { Name = "three halves and two nodes", Nodes = 2, Pods = [Spec.Half, Spec.Half, Spec.Half], Filters = 1, LosesAnswers = false },
        new() { Name = "two halves and three nodes, a restart", Nodes = 3, Pods = [Spec.Half, Spec.Half], Filters = 1, Restarts = 1 },
        new() { Name = "both devices for one pod, or halves for two", Nodes = 1, Pods = [Spec.TwoWholes, Spec.Half, Spec.Half], Filters = 1 },
        new() { Name = "two pods filtered twice and reported", Nodes = 1, Pods = [Spec.Whole, Spec.Whole], Reports = 1, LosesAnswers = false },
        new() { Name = "two pods filtered twice, answers lost", Nodes = 1, Pods = [Spec.Whole, Spec.Whole] },
        new() { Name = "a successor of the same name", Nodes = 1, Pods = [Spec.Whole, Spec.Whole], Filters = 1, Deletions = 1, Successors = 1 },
        new() { Name = "a successor and a restart", Nodes = 1, Pods = [Spec.Whole, Spec.Whole], Filters = 1, Deletions = 1, Successors = 1, Restarts = 1 },
        new() { Name = "two pods filtered twice and a restart", Nodes = 1, Pods = [Spec.TwoHalves, Spec.Whole], Restarts = 1 },
        new() { Name = "a pod that comes later, a successor and a restart", Nodes = 1, Pods = [Spec.Whole, Spec.Whole], Absent = 1, Filters = 1, Deletions = 1, Successors = 2, Restarts = 1, LosesAnswers = false, Lapses = false },
        new() { Name = "a second replica takes over", Nodes = 1, Pods = [Spec.Whole, Spec.Whole], TakesOver = true, LosesAnswers = false, Lapses = false },
        new() { Name = "a second replica takes over before its time", Nodes = 1, Pods = [Spec.Whole, Spec.Whole], Filters = 1, TakesOver = true, GivesUp = true },
    ];

    /// <summary>For a run by hand.</summary>
    public static readonly IReadOnlyList<Scenario> Large =
    [
        new() { Name = "three pods filtered twice", Nodes = 1, Pods = [Spec.Whole, Spec.Whole, Spec.Whole], LosesAnswers = false },
        new() { Name = "three nodes, three halves", Nodes = 3, Pods = [Spec.Half, Spec.Half, Spec.Half], Filters = 1, LosesAnswers = false, Lapses = false },
        new() { Name = "a pod that comes later, a successor and a restart", Nodes = 1, Pods = [Spec.Whole, Spec.Whole], Absent = 1, Filters = 1, Deletions = 1, Successors = 2, Restarts = 1 },
        new() { Name = "a restart, and a server that looks at the UID", Nodes = 1, Pods = [Spec.Whole, Spec.Whole], Absent = 1, Filters = 1, Deletions = 1, Successors = 2, Restarts = 1, AfterRestart = Wait.WhenPodsArePending, ServerChecksUid = true },
        new() { Name = "a second replica takes over, two filters", Nodes = 1, Pods = [Spec.Whole, Spec.Whole], TakesOver = true, LosesAnswers = false },
        new() { Name = "three nodes, three halves, one restart", Nodes = 3, Pods = [Spec.Half, Spec.Half, Spec.Half], Filters = 1, Restarts = 1, LosesAnswers = false, Lapses = false },
        new() { Name = "two pods filtered twice, a successor", Nodes = 1, Pods = [Spec.Whole, Spec.Whole], Deletions = 1, Successors = 1 },
        new() { Name = "a successor, and Bindings of different ages", Nodes = 1, Pods = [Spec.Whole, Spec.Whole], Filters = 1, Deletions = 1, Successors = 1, BindTicks = 2 },
        new() { Name = "answers lost, and Bindings of different ages", Nodes = 1, Pods = [Spec.Whole, Spec.Whole], BindTicks = 2 },
        new() { Name = "two pods filtered twice, reported, a restart", Nodes = 1, Pods = [Spec.Whole, Spec.Whole], Reports = 1, Restarts = 1 },
        new() { Name = "two nodes, a restart, both devices or halves", Nodes = 2, Pods = [Spec.TwoWholes, Spec.TwoHalves, Spec.Half], Filters = 1, Restarts = 1, Lapses = false },
        new() { Name = "a second replica takes over, two filters, answers lost", Nodes = 1, Pods = [Spec.Whole, Spec.Whole], TakesOver = true, GivesUp = true },
        new() { Name = "a second replica takes over, three pods", Nodes = 1, Pods = [Spec.Whole, Spec.Whole, Spec.Whole], Filters = 1, TakesOver = true, LosesAnswers = false, Lapses = false },
        new() { Name = "a second replica takes over, a successor", Nodes = 1, Pods = [Spec.Whole, Spec.Whole], Filters = 1, Deletions = 1, Successors = 1, TakesOver = true },
    ];
}
