using System.Diagnostics;

namespace Hami.Cluster.Tests.Plane;

/// <summary>Waiting for a condition.</summary>
internal static class Until
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    /// <summary>Looks again and again until nothing is missing.</summary>
    /// <param name="missing">Looks; tells what is still missing, null when nothing is.</param>
    /// <param name="within">How long at most.</param>
    /// <returns>How long it took.</returns>
    /// <exception cref="TimeoutException">It took too long; the message is what was missing at last.</exception>
    public static async Task<TimeSpan> NothingIsMissingAsync(Func<Task<string?>> missing, TimeSpan within)
    {
        var watch = Stopwatch.StartNew();
        while (await LookAsync(missing) is { } what)
        {
            if (watch.Elapsed > within) throw new TimeoutException($"after {within.TotalSeconds:0} s: {what}");
            await Task.Delay(Pause);
        }

        return watch.Elapsed;
    }

    // Who doesn't answer may answer yet.
    private static async Task<string?> LookAsync(Func<Task<string?>> missing)
    {
        try
        {
            return await missing();
        }
        catch (HttpRequestException silent)
        {
            return silent.Message;
        }
    }
}
