using System.Globalization;
using System.Text.Json;
using Hami.Nodes.Local;

namespace Hami.Cli;

/// <summary>Jobs and devices as lines of cells, and as JSON.</summary>
internal static class SurveyText
{
    /// <summary>Heads of <see cref="Jobs"/>.</summary>
    public static readonly IReadOnlyList<string> JobHeads = ["JOB", "USER", "STATE", "FOR", "GPU", "MEMORY MiB", "CORES %", "PROCESSES", "NAME"];

    /// <summary>Heads of <see cref="Devices"/>.</summary>
    public static readonly IReadOnlyList<string> DeviceHeads = ["GPU", "MODEL", "GRANTED MiB", "USED MiB", "GRANTED %", "BUSY %", "JOBS"];

    private const ulong MiB = 1024 * 1024;

    /// <summary>A line for each job, and a further one for each further device of it: used and granted.</summary>
    public static IEnumerable<IReadOnlyList<string>> Jobs(Survey survey)
    {
        foreach (var job in survey.Jobs)
        {
            string[] who = [$"{job.Job}", job.User, job.State, Duration(survey.At - job.Since)];
            string[] what = [$"{job.Processes.Count}", Printable(job.Name)];
            if (job.Shares.Count == 0) yield return [.. who, job.Asked.Gpus > 1 ? $"{job.Asked.Gpus} asked" : "", Asked(job.Asked), job.Asked.Cores > 0 ? $"{job.Asked.Cores} asked" : "", .. what];
            foreach (var share in job.Shares)
            {
                yield return [.. who, share.Index is { } index ? $"{(job.IsSimulated ? "sim " : "")}{index}" : share.Uuid, $"{share.MemoryUsed / MiB} / {share.MemoryGranted / MiB}", Cores(share), .. what];
                who = ["", "", "", ""];
                what = ["", ""];
            }
        }
    }

    /// <summary>A line for each device.</summary>
    public static IEnumerable<IReadOnlyList<string>> Devices(Survey survey) => survey.Devices.Select(static device => (IReadOnlyList<string>)
    [
        $"{(device.IsSimulated ? "sim " : "")}{device.Index}", Printable(device.Name), $"{device.MemoryGranted / MiB} / {device.MemoryTotal / MiB}", $"{device.MemoryUsed / MiB}",
        $"{device.CoresGranted}", device.Utilization is { } busy ? $"{busy}" : "", $"{device.Jobs}",
    ]);

    /// <summary>All of it.</summary>
    public static string Json(Survey survey) => JsonSerializer.Serialize(survey, SurveyJson.Default.Survey);

    /// <summary>Columns as wide as their widest cell.</summary>
    public static async Task WriteTableAsync(TextWriter output, IReadOnlyList<string> heads, IEnumerable<IReadOnlyList<string>> lines)
    {
        var all = lines.Prepend(heads).ToList();
        foreach (var line in all)
            await output.WriteLineAsync(string.Join("  ", line.Select((cell, column) => cell.PadRight(all.Max(other => other[column].Length)))).TrimEnd());
    }

    // Another user wrote it: it must not reach the terminal's controls.
    private static string Printable(string text)
    {
        var clean = new string([.. text.Select(static sign => char.IsControl(sign) ? '?' : sign)]);
        return clean.Length > 60 ? $"{clean[..59]}…" : clean;
    }

    private static string Asked(ShareAsk ask) => ask.MemoryMiB is { } memory ? $"{memory} asked" : $"{ask.MemoryPercent ?? 100}% asked";

    private static string Cores(ShareView share)
    {
        var used = share.CoresUsed is { } percent ? percent.ToString("0.0", CultureInfo.InvariantCulture) : "-";
        return share.CoresGranted is { } granted ? $"{used} / {granted}" : used == "-" ? "" : used;
    }

    private static string Duration(TimeSpan time) => time switch
    {
        { TotalSeconds: < 0 } => "0s",
        { TotalMinutes: < 1 } => $"{(int)time.TotalSeconds}s",
        { TotalHours: < 1 } => $"{time.Minutes}m{time.Seconds:00}s",
        { TotalDays: < 1 } => $"{time.Hours}h{time.Minutes:00}m",
        _ => $"{time.Days}d{time.Hours:00}h",
    };
}
