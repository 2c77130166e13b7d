using Hami.Scheduler.Configuration;

namespace Hami.Scheduler;

/// <summary>The scheduler as a whole.</summary>
public static class SchedulerHost
{
    /// <summary>Runs until it is told to end.</summary>
    /// <param name="options">What it is told.</param>
    /// <param name="cancellation">Ends it.</param>
    public static async Task RunAsync(SchedulerOptions options, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(options);
        var ended = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var registration = cancellation.Register(ended.SetResult);
        await ended.Task;
    }
}
