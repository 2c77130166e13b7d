namespace Hami.Kubernetes.Events;

/// <summary>What an event recorder calls itself and how much it writes.</summary>
public sealed record EventRecorderOptions
{
    /// <summary>The source of the events: the scheduler's name.</summary>
    public required string Component { get; init; }

    /// <summary>Events that may wait to be written; more are dropped and counted.</summary>
    public int QueueLength { get; init; } = 1024;

    /// <summary>Events about one object at once, as client-go has it.</summary>
    public int BurstPerObject { get; init; } = 25;

    /// <summary>After how long an object may have one more.</summary>
    public TimeSpan RefillPerObject { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>Objects and events that are remembered for counting; the longest unused go first.</summary>
    public int Memory { get; init; } = 4096;

    /// <summary>Tries to write one event.</summary>
    public int Tries { get; init; } = 3;

    /// <summary>The pause before the second try; doubled for each more.</summary>
    public TimeSpan RetryPause { get; init; } = TimeSpan.FromSeconds(1);
}
