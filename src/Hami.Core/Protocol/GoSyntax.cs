using System.Globalization;
using System.Text;

namespace Hami.Core.Protocol;

/// <summary>Numbers, truth values, times and texts as the original's language reads and writes them: stricter and laxer than .NET's own in turns.</summary>
internal static class GoSyntax
{
    /// <summary>An optional sign and decimal digits, nothing else, within 64 bits (<c>ParseInt</c>).</summary>
    public static bool TryParseInt64(ReadOnlySpan<char> text, out long value) =>
        long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out value)
        && char.IsAsciiDigit(text[^1]); // .NET lets NUL characters follow the digits

    /// <summary>As <see cref="TryParseInt64"/>, within 32 bits.</summary>
    public static bool TryParseInt32(ReadOnlySpan<char> text, out int value)
    {
        value = 0;
        if (!TryParseInt64(text, out var wide) || wide is < int.MinValue or > int.MaxValue) return false;
        value = (int)wide;
        return true;
    }

    /// <summary>The words of <c>ParseBool</c>.</summary>
    public static bool TryParseBool(ReadOnlySpan<char> text, out bool value)
    {
        value = text is "1" or "t" or "T" or "true" or "TRUE" or "True";
        return value || text is "0" or "f" or "F" or "false" or "FALSE" or "False";
    }

    /// <summary>The text in quotes, with what would disturb a message escaped (<c>%q</c>).</summary>
    public static string Quote(string text)
    {
        var quoted = new StringBuilder(text.Length + 2).Append('"');
        foreach (var character in text)
        {
            _ = character switch
            {
                '"' => quoted.Append("\\\""),
                '\\' => quoted.Append(@"\\"),
                '\n' => quoted.Append(@"\n"),
                '\r' => quoted.Append(@"\r"),
                '\t' => quoted.Append(@"\t"),
                < ' ' or '\x7f' => quoted.Append(CultureInfo.InvariantCulture, $@"\x{(int)character:x2}"),
                _ => quoted.Append(character),
            };
        }

        return quoted.Append('"').ToString();
    }

    /// <summary>
    /// Appends a JSON string with the escapes of <c>encoding/json</c>, which escapes for HTML too: other agents compare
    /// register annotations as text.
    /// </summary>
    public static StringBuilder AppendJsonText(StringBuilder json, string text)
    {
        json.Append('"');
        for (var i = 0; i < text.Length; i++)
        {
            var character = text[i];
            if (char.IsHighSurrogate(character) && i + 1 < text.Length && char.IsLowSurrogate(text[i + 1]))
            {
                json.Append(character).Append(text[++i]);
                continue;
            }

            _ = character switch
            {
                '"' => json.Append("\\\""),
                '\\' => json.Append(@"\\"),
                '\b' => json.Append(@"\b"),
                '\f' => json.Append(@"\f"),
                '\n' => json.Append(@"\n"),
                '\r' => json.Append(@"\r"),
                '\t' => json.Append(@"\t"),
                < ' ' or '<' or '>' or '&' or '\u2028' or '\u2029' => json.Append(CultureInfo.InvariantCulture, $@"\u{(int)character:x4}"),
                _ when char.IsSurrogate(character) => json.Append(@"\ufffd"),
                _ => json.Append(character),
            };
        }

        return json.Append('"');
    }
}
