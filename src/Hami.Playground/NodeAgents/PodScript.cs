using System.Globalization;

namespace Hami.Playground.NodeAgents;

/// <summary>What a simulated pod does with its time, as its annotations say: by default it runs until it is deleted.</summary>
/// <param name="InitTime">How long its init containers run.</param>
/// <param name="RunTime">After how long its containers end, whatever its restart policy; null: never.</param>
/// <param name="ExitCode">With what they end.</param>
internal readonly record struct PodScript(TimeSpan InitTime, TimeSpan? RunTime, int ExitCode)
{
    public const string InitSeconds = "playground.hami.io/init-seconds";
    public const string RunSeconds = "playground.hami.io/run-seconds";
    public const string Exit = "playground.hami.io/exit-code";

    private const double LongestSeconds = 7 * 24 * 3600;

    /// <summary>Reads it.</summary>
    /// <param name="annotations">The pod's.</param>
    /// <param name="script">The script, the default where an annotation is in error.</param>
    /// <returns>The error, naming the annotation and the remedy; null where there is none.</returns>
    public static string? Read(IReadOnlyDictionary<string, string> annotations, out PodScript script)
    {
        script = default;
        TimeSpan init = TimeSpan.Zero, run = TimeSpan.Zero;
        var exitCode = 0;
        var error = ReadSeconds(annotations, InitSeconds, ref init) ?? ReadSeconds(annotations, RunSeconds, ref run);
        if (annotations.TryGetValue(Exit, out var text) && !(int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out exitCode) && exitCode <= 255))
            error ??= $"annotation {Exit}: '{text}': write a whole number from 0 to 255";
        if (error is null) script = new PodScript(init, annotations.ContainsKey(RunSeconds) ? run : null, exitCode);
        return error;
    }

    private static string? ReadSeconds(IReadOnlyDictionary<string, string> annotations, string key, ref TimeSpan time)
    {
        if (!annotations.TryGetValue(key, out var text)) return null;
        if (!double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var seconds) || seconds > LongestSeconds)
            return $"annotation {key}: '{text}': write a number of seconds, at most a week";
        time = TimeSpan.FromSeconds(seconds);
        return null;
    }
}
