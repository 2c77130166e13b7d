using System.Globalization;

namespace Hami.Nodes.Local;

/// <summary>Reads what a job asks from the texts of its flags.</summary>
public static class ShareAskReader
{
    private static readonly string[] PolicyWords = ["binpack", "spread", "mutex", "numa", "topology-aware"];

    /// <summary>Reads the flags; null stands for one that wasn't given.</summary>
    /// <param name="gpus">Number of devices.</param>
    /// <param name="memory">MiB, or a percentage.</param>
    /// <param name="cores">Percent.</param>
    /// <param name="policy">Words of a policy.</param>
    /// <param name="priority">A number.</param>
    /// <param name="faults">Takes a sentence for each that is wrong, with its remedy.</param>
    public static ShareAsk Read(string? gpus, string? memory, string? cores, string? policy, string? priority, ICollection<string> faults)
    {
        var ask = new ShareAsk
        {
            Gpus = Number(gpus, 1, 1, ShareAsk.MostGpus, "--gpus", "devices", faults),
            Cores = Number(TrimPercent(cores), 0, 0, 100, "--gpucores", "percent of a device", faults),
            Priority = Number(priority, 1, 0, 1, "--priority", "a priority, the highest being 0", faults),
            Policy = policy ?? "",
        };
        foreach (var word in ask.Policy.Split(',', StringSplitOptions.TrimEntries))
        {
            if (policy is not null && !PolicyWords.Contains(word))
                faults.Add($"--policy: \"{word}\" is no policy: write {string.Join(", ", PolicyWords)}, or several with commas between them");
        }

        if (memory is null) return ask;
        return memory.EndsWith('%')
            ? ask with { MemoryPercent = Number(memory[..^1], 0, 1, 100, "--gpumem", "percent of a device's memory", faults, memory) }
            : ask with { MemoryMiB = Number(memory, 0, 1, int.MaxValue, "--gpumem", "MiB, or percent such as 50%", faults) };
    }

    // "30%" says what 30 does.
    private static string? TrimPercent(string? text) => text is { Length: > 1 } && text[^1] == '%' ? text[..^1] : text;

    private static int Number(string? text, int otherwise, int least, int most, string flag, string unit, ICollection<string> faults, string? written = null)
    {
        if (text is null) return otherwise;
        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most) return number;
        faults.Add($"{flag}: \"{written ?? text}\" won't do: write a whole number of {unit}, {(most == int.MaxValue ? $"at least {least}" : $"{least} to {most}")}");
        return otherwise;
    }
}
