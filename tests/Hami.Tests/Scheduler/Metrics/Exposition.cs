using System.Globalization;

namespace Hami.Tests.Scheduler.Metrics;

/// <summary>One sample of a scrape.</summary>
internal sealed record Sample(string Name, string Labels, double Value);

/// <summary>
/// The Prometheus text format, read by its published rules and by nothing of ours: whatever breaks them, a pair of equal
/// samples included, throws.
/// </summary>
internal sealed class Exposition
{
    private readonly Dictionary<string, string> types = [];
    private readonly Dictionary<(string Name, string Labels), double> samples = [];

    public Exposition(string text)
    {
        if (text.Length > 0 && text[^1] != '\n') throw new FormatException("the last line does not end");
        foreach (var line in text.Split('\n'))
        {
            if (line.Length == 0) continue;
            if (line[0] == '#') ReadComment(line);
            else ReadSample(line);
        }
    }

    public IReadOnlyDictionary<string, string> Types => types;

    public IEnumerable<Sample> Samples => samples.Select(entry => new Sample(entry.Key.Name, entry.Key.Labels, entry.Value));

    /// <summary>The samples of a metric, labels sorted by name: <c>a="1",b="2"</c>.</summary>
    public IReadOnlyDictionary<string, double> Of(string name) =>
        samples.Where(entry => entry.Key.Name == name).ToDictionary(entry => entry.Key.Labels, entry => entry.Value);

    private void ReadComment(string line)
    {
        var words = line.Split(' ', 4);
        if (words[1] == "HELP") return;
        if (words[1] != "TYPE" || words.Length != 4) throw new FormatException($"no comment that is known: {line}");
        if (words[3] is not ("gauge" or "counter" or "histogram")) throw new FormatException($"no type: {line}");
        if (samples.Keys.Any(key => key.Name == words[2])) throw new FormatException($"the type comes after samples: {line}");
        if (!types.TryAdd(words[2], words[3])) throw new FormatException($"the type comes twice: {line}");
    }

    private void ReadSample(string line)
    {
        var at = 0;
        var name = Name(line, ref at);
        if (!types.ContainsKey(Family(name))) throw new FormatException($"no type was told before: {line}");
        var labels = new SortedDictionary<string, string>(StringComparer.Ordinal);
        if (line[at] == '{')
        {
            at++;
            while (line[at] != '}')
            {
                var label = Name(line, ref at);
                Expect(line, ref at, "=\"");
                if (!labels.TryAdd(label, Value(line, ref at))) throw new FormatException($"label {label} stands twice: {line}");
                if (line[at] == ',') at++;
            }

            at++;
        }

        Expect(line, ref at, " ");
        var value = line[at..] == "+Inf" ? double.PositiveInfinity : double.Parse(line.AsSpan(at), NumberStyles.Float, CultureInfo.InvariantCulture);
        var text = string.Join(',', labels.Select(label => $"{label.Key}=\"{label.Value}\""));
        if (!samples.TryAdd((name, text), value)) throw new FormatException($"a second sample of the same labels: {line}");
    }

    private string Family(string name)
    {
        foreach (var ending in (string[])["_bucket", "_sum", "_count"])
        {
            if (name.EndsWith(ending, StringComparison.Ordinal) && types.GetValueOrDefault(name[..^ending.Length]) == "histogram") return name[..^ending.Length];
        }

        return name;
    }

    private static string Name(string line, ref int at)
    {
        var start = at;
        while (char.IsAsciiLetterOrDigit(line[at]) || line[at] is '_' or ':') at++;
        return at > start && !char.IsAsciiDigit(line[start]) ? line[start..at] : throw new FormatException($"no name at {start}: {line}");
    }

    private static string Value(string line, ref int at)
    {
        var text = new System.Text.StringBuilder();
        for (; line[at] != '"'; at++)
        {
            if (line[at] != '\\')
            {
                text.Append(line[at]);
                continue;
            }

            at++;
            text.Append(line[at] switch { '\\' => '\\', '"' => '"', 'n' => '\n', _ => throw new FormatException($"no escape at {at}: {line}") });
        }

        at++;
        return text.ToString();
    }

    private static void Expect(string line, ref int at, string text)
    {
        if (!line.AsSpan(at).StartsWith(text, StringComparison.Ordinal)) throw new FormatException($"expected {text} at {at}: {line}");
        at += text.Length;
    }
}
