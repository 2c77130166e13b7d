namespace Hami.Core.Placement.State;

/// <summary>Whether a Binding may be sent, and until when it may land.</summary>
public sealed record BindStart
{
    /// <summary>The decision to write; null when refused.</summary>
    public PodPlacement? Placement { get; init; }

    /// <summary>When the Binding may no longer land: its request must be given up by then.</summary>
    public DateTimeOffset Deadline { get; init; }

    /// <summary>Why it was refused.</summary>
    public string Refusal { get; init; } = "";

    /// <summary>Whether it was refused because the watch has not shown the pod: a read may know more.</summary>
    public bool IsUnknownPod { get; init; }

    /// <summary>A refusal.</summary>
    public static BindStart Refuse(string refusal, bool isUnknownPod = false) => new() { Refusal = refusal, IsUnknownPod = isUnknownPod };
}
