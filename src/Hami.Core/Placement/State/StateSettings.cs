namespace Hami.Core.Placement.State;

/// <summary>Settings of the cluster state.</summary>
public sealed record StateSettings
{
    /// <summary>Policies of pods that name none.</summary>
    public PlacementDefaults Defaults { get; init; } = new();

    /// <summary>Labels that a node must carry; a node without is not registered.</summary>
    public IReadOnlyDictionary<string, string> NodeSelector { get; init; } = new Dictionary<string, string>();

    /// <summary>The longest that a placement is kept for a pod that isn't bound. Volume binding alone may wait 10 minutes.</summary>
    public TimeSpan ReservationTimeout { get; init; } = TimeSpan.FromMinutes(15);

    /// <summary>The longest that a Binding may take.</summary>
    public TimeSpan BindTimeout { get; init; } = TimeSpan.FromSeconds(5);
}
