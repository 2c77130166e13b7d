namespace Hami.Core.Placement.State;

/// <summary>The answer to a filter call.</summary>
public sealed record FilterOutcome
{
    /// <summary>What came of it.</summary>
    public required FilterKind Kind { get; init; }

    /// <summary>The decision, when placed.</summary>
    public PodPlacement? Placement { get; init; }

    /// <summary>Why nodes were refused: all of them when no node will do, none otherwise.</summary>
    public IReadOnlyList<NodeRefusal> Refusals { get; init; } = [];

    /// <summary>How many nodes were looked at closely and found not to fit before one did.</summary>
    public int PassedOver { get; init; }

    /// <summary>What was wrong with the request, when failed.</summary>
    public string Error { get; init; } = "";
}
