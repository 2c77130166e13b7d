using System.Globalization;
using System.Text.RegularExpressions;
using Hami.Core.Admission;
using Hami.Core.Protocol;

namespace Hami.Scheduler.Configuration;

/// <summary>The types that flags have.</summary>
internal static partial class FlagTypes
{
    /// <summary>Any text.</summary>
    public static readonly FlagType<string> Text = new("text", "a text", static (text, out value) =>
    {
        value = text;
        return true;
    });

    /// <summary>A path of a file, empty for none.</summary>
    public static readonly FlagType<string> Path = Text with { Name = "path", Example = "a path" };

    /// <summary>A truth value as Go spells it.</summary>
    public static readonly FlagType<bool> Switch = new("true or false", "true or false", TryParseSwitch) { Words = ["true", "false"] };

    /// <summary>An address to listen on.</summary>
    public static readonly FlagType<ListenAddress> Address = new(
        "address:port", "127.0.0.1:8080, [::1]:8080, or :8080 for every interface", ListenAddress.TryParse);

    /// <summary>An address to listen on, empty for none.</summary>
    public static readonly FlagType<ListenAddress?> OptionalAddress = new(
        "address:port", "127.0.0.1:8080", static (text, out value) =>
        {
            value = null;
            return text.Length == 0 || ListenAddress.TryParse(text, out value);
        });

    /// <summary>A number within bounds.</summary>
    public static readonly FlagType<double> Rate = new("number", "200, or -1 for no limit", static (text, out value) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out value) && double.IsFinite(value) && value is >= -1 and <= 1_000_000);

    /// <summary>Labels that must be there.</summary>
    public static readonly FlagType<IReadOnlyDictionary<string, string>> Labels = new(
        "list of label=value", "gpu=on or gpu=on,zone=a", TryParseLabels);

    /// <summary>Name of a Kubernetes object, empty for none.</summary>
    public static readonly FlagType<string> ObjectName = new(
        "name of a Kubernetes object", "one of lower-case letters, digits, '-' and '.', such as hami-scheduler", static (text, out value) =>
        {
            value = text;
            return text.Length == 0 || (text.Length <= 253 && ObjectNamePattern().IsMatch(text));
        });

    /// <summary>A policy of nodes.</summary>
    public static readonly FlagType<string> NodePolicy = OneOf(PolicyWords.Binpack, PolicyWords.Spread);

    /// <summary>Policies of devices.</summary>
    public static readonly FlagType<string> DevicePolicy = ListOf(
        PolicyWords.Binpack, PolicyWords.Spread, PolicyWords.Mutex, PolicyWords.Numa, PolicyWords.TopologyAware);

    /// <summary>Users and groups of the API server.</summary>
    public static readonly FlagType<IReadOnlyList<Subject>> Subjects = new(
        "list of users, or of groups as group:NAME", "system:serviceaccount:NAMESPACE:NAME", static (text, out value) =>
        {
            value = [.. Items(text).Select(Subject)];
            return value.All(static subject => subject.Name.Length > 0);
        });

    /// <summary>Users and groups of the API server, each with the keys that it may write; none for all of a node agent's.</summary>
    public static readonly FlagType<IReadOnlyList<GuardedWriter>> Writers = new(
        "list of SUBJECT or SUBJECT=KEY+KEY, a subject being a user or group:NAME",
        "system:serviceaccount:NAMESPACE:NAME or system:serviceaccount:NAMESPACE:NAME=hami.io/bind-phase", static (text, out value) =>
        {
            value = [.. Items(text).Select(Writer)];
            return value.All(static writer => writer.Subject.Name.Length > 0 && writer.Keys?.All(static key => key.Length > 0) != false);
        });

    /// <summary>Environment variables that carry grants.</summary>
    public static readonly FlagType<IReadOnlySet<string>> GrantVariables = new(
        $"list of {string.Join(", ", Core.Admission.GrantVariables.Names)}", EnvironmentNames.CorePolicy, static (text, out value) =>
        {
            value = Items(text).ToHashSet();
            return value.All(Core.Admission.GrantVariables.Names.Contains);
        })
    {
        Words = Core.Admission.GrantVariables.Names,
    };

    /// <summary>A whole number within bounds.</summary>
    public static FlagType<int> WholeNumber(int least, int most) => new($"integer from {least} to {most}", $"{least}", (text, out value) =>
        int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out value) && value >= least && value <= most);

    /// <summary>A duration within bounds.</summary>
    public static FlagType<TimeSpan> Duration(TimeSpan least, TimeSpan most, string example) => new(
        $"duration from {GoDuration.Write(least)} to {GoDuration.Write(most)}", example, (text, out value) =>
            GoDuration.TryParse(text, out value) && value >= least && value <= most);

    /// <summary>A duration within bounds; a mere number counts seconds.</summary>
    public static FlagType<TimeSpan> Seconds(TimeSpan most, string example) => new(
        $"number of seconds, or duration, to {GoDuration.Write(most)}", example, (text, out value) =>
            (GoDuration.TryParse(text, out value) || GoDuration.TryParse($"{text}s", out value)) && value <= most);

    private static FlagType<string> OneOf(params IReadOnlyList<string> words) => new($"one of {string.Join(", ", words)}", string.Join(" or ", words), (text, out value) =>
    {
        value = text;
        return words.Contains(text);
    })
    {
        Words = words,
    };

    private static FlagType<string> ListOf(params IReadOnlyList<string> words) => new($"list of {string.Join(", ", words)}", $"{words[0]} or {words[0]},{words[^1]}", (text, out value) =>
    {
        value = text;
        var items = text.Split(',', StringSplitOptions.TrimEntries);
        return items.All(words.Contains);
    })
    {
        Words = words,
    };

    private static bool TryParseSwitch(string text, out bool value)
    {
        value = text is "true" or "True" or "TRUE" or "t" or "T" or "1";
        return value || text is "false" or "False" or "FALSE" or "f" or "F" or "0";
    }

    private static bool TryParseLabels(string text, out IReadOnlyDictionary<string, string> value)
    {
        var labels = new Dictionary<string, string>();
        value = labels;
        foreach (var item in Items(text))
        {
            var equals = item.IndexOf('=');
            if (equals < 0 || !LabelKeyPattern().IsMatch(item[..equals]) || !LabelValuePattern().IsMatch(item[(equals + 1)..])) return false;
            if (!labels.TryAdd(item[..equals], item[(equals + 1)..])) return false;
        }

        return true;
    }

    private static string[] Items(string text) =>
        text.Length == 0 ? [] : text.Split(',', StringSplitOptions.TrimEntries);

    private static Subject Subject(string text) =>
        text.StartsWith("group:", StringComparison.Ordinal) ? Core.Admission.Subject.Group(text["group:".Length..]) : Core.Admission.Subject.User(text);

    private static GuardedWriter Writer(string text)
    {
        var equals = text.IndexOf('=');
        return equals < 0 ? new GuardedWriter(Subject(text), null) : new GuardedWriter(Subject(text[..equals]), text[(equals + 1)..].Split('+'));
    }

    [GeneratedRegex(@"^[a-z0-9]([-a-z0-9.]*[a-z0-9])?\z", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex ObjectNamePattern();

    [GeneratedRegex(@"^([a-z0-9]([-a-z0-9.]*[a-z0-9])?/)?[A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?\z", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex LabelKeyPattern();

    [GeneratedRegex(@"^([A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?)?\z", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex LabelValuePattern();
}
