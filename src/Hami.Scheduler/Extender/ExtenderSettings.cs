namespace Hami.Scheduler.Extender;

/// <summary>Limits of the extender's endpoints.</summary>
internal sealed record ExtenderSettings
{
    /// <summary>How long kube-scheduler waits for an answer (<c>httpTimeout</c> of the configurations that we ship), less a moment for the way.</summary>
    public static readonly TimeSpan KubeSchedulerPatience = TimeSpan.FromSeconds(29);

    /// <summary>The largest body that is taken, bytes: 5,000 names are 225 KB, a dry run with whole nodes may be much larger.</summary>
    public int LargestBody { get; init; } = 32 * 1024 * 1024;

    /// <summary>How long a filter call waits for the right to place; kube-scheduler gives up after 30 s.</summary>
    public TimeSpan PatienceForRight { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>How long a bind waits for node locks; it must leave time for the Binding within kube-scheduler's 30 s.</summary>
    public TimeSpan PatienceForLock { get; init; } = TimeSpan.FromSeconds(24);
}
