using System.Globalization;
using System.Text.RegularExpressions;

namespace Hami.Core.Vendors.Configuration;

/// <summary>The types that keys have.</summary>
public static partial class ConfigTypes
{
    /// <summary>A text.</summary>
    public static readonly ConfigType<string> Text = new("text", ReadText, Quote);

    /// <summary>The name of a Kubernetes resource, with or without a domain; empty for none.</summary>
    public static readonly ConfigType<string> ResourceName = new("resource name", ReadResourceName, Quote);

    /// <summary>A name that becomes part of annotation keys. With the longest ending it must stay within 63 characters.</summary>
    public static readonly ConfigType<string> CommonWord = new("name of at most 43 letters, digits, '-', '_', '.'", ReadCommonWord, Quote);

    /// <summary>A truth value.</summary>
    public static readonly ConfigType<bool> Boolean = new("true or false", ReadBoolean, static value => value ? "true" : "false");

    /// <summary>A number that isn't negative.</summary>
    public static readonly ConfigType<double> Number = new(
        "number from 0", ReadNumber, static value => value.ToString(CultureInfo.InvariantCulture));

    /// <summary>An integer of at most 32 bits within bounds.</summary>
    public static ConfigType<int> WholeNumber(int least, int most = int.MaxValue) => new(
        most == int.MaxValue ? $"integer from {least}" : $"integer from {least} to {most}",
        (node, faults) =>
        {
            if (node is ConfigScalar { IsQuoted: false } scalar
                && int.TryParse(scalar.Text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value)
                && value >= least && value <= most)
                return value;
            faults.Add(node.Place, $"{node.Kind} is not an integer from {least} to {most}: write one, without quotes");
            return least;
        },
        static value => value.ToString(CultureInfo.InvariantCulture));

    /// <summary>One of several words.</summary>
    public static ConfigType<string> Word(params IReadOnlyList<string> words)
    {
        var list = string.Join(", ", words.Select(static word => word.Length == 0 ? "\"\"" : word));
        return new($"one of {list}", (node, faults) =>
        {
            if (node is ConfigScalar scalar && words.Contains(scalar.Text)) return scalar.Text;
            var near = node is ConfigScalar other ? NearMatch.Question(other.Text, words) : "";
            faults.Add(node.Place, $"{node.Kind} is none of the words known{near}: write one of {list}");
            return "";
        }, Quote);
    }

    internal static string Quote(string text) => text.Length == 0 ? "\"\"" : text;

    internal static bool TryReadText(ConfigNode node, ConfigFaults faults, out string text)
    {
        text = "";
        if (node is not ConfigScalar scalar)
        {
            faults.Add(node.Place, $"{node.Kind} is not a text: write one");
            return false;
        }

        if (!scalar.IsQuoted && LooksOtherwise().IsMatch(scalar.Text))
        {
            faults.Add(node.Place, $"{node.Kind} is not a text: put it in quotes if it is meant as one");
            return false;
        }

        text = scalar.Text;
        return true;
    }

    private static string ReadText(ConfigNode node, ConfigFaults faults) => TryReadText(node, faults, out var text) ? text : "";

    private static string ReadResourceName(ConfigNode node, ConfigFaults faults)
    {
        if (!TryReadText(node, faults, out var text)) return "";
        if (text.Length > 0 && !(ResourceNamePattern().IsMatch(text) && text.Length - text.IndexOf('/') <= 64))
            faults.Add(node.Place, $"\"{text}\" is not a resource name: write one like example.com/gpu (letters, digits, '-', '_', '.'; at most 63 after the domain)");
        return text;
    }

    private static string ReadCommonWord(ConfigNode node, ConfigFaults faults)
    {
        if (!TryReadText(node, faults, out var text)) return "";
        if (text.Length > 43 || !CommonWordPattern().IsMatch(text))
            faults.Add(node.Place, $"\"{text}\" can't be part of an annotation's name: write 1 to 43 letters, digits, '-', '_' or '.', beginning and ending with a letter or digit");
        return text;
    }

    private static bool ReadBoolean(ConfigNode node, ConfigFaults faults)
    {
        if (node is ConfigScalar { IsQuoted: false } scalar)
        {
            switch (scalar.Text.ToLowerInvariant())
            {
                case "true" or "yes" or "on" or "y": return true;
                case "false" or "no" or "off" or "n": return false;
            }
        }

        faults.Add(node.Place, $"{node.Kind} is neither true nor false: write one of them, without quotes");
        return false;
    }

    private static double ReadNumber(ConfigNode node, ConfigFaults faults)
    {
        if (node is ConfigScalar { IsQuoted: false } scalar
            && double.TryParse(scalar.Text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value)
            && double.IsFinite(value) && value >= 0)
            return value;
        faults.Add(node.Place, $"{node.Kind} is not a number from 0 on: write one such as 1 or 1.5, without quotes");
        return 0;
    }

    [GeneratedRegex(@"^([-+]?(\d[\d_]*)?\.?\d*([eE][-+]?\d+)?|true|false|yes|no|on|off)$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex LooksOtherwise();

    [GeneratedRegex(@"^([a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*/)?[A-Za-z0-9]([-A-Za-z0-9_.]*[A-Za-z0-9])?\z", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex ResourceNamePattern();

    [GeneratedRegex(@"^[A-Za-z0-9]([-A-Za-z0-9_.]*[A-Za-z0-9])?\z", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex CommonWordPattern();
}
