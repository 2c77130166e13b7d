using System.Globalization;

namespace Hami.Core.Protocol;

/// <summary>Times in the two forms that the original writes, read with its laxness: an hour of one digit and a fraction of a second pass.</summary>
internal static class GoTime
{
    private const int TicksDigits = 7;

    /// <summary><c>2006-01-02T15:04:05Z07:00</c>. An offset too far for a .NET time is turned into UTC.</summary>
    public static bool TryParseRfc3339(ReadOnlySpan<char> text, out DateTimeOffset time)
    {
        time = default;
        if (!TryReadDateAndTime(ref text, 'T', out var local) || !TryReadZone(text, out var offset)) return false;
        var utc = local.Ticks - offset.Ticks;
        if (utc < DateTime.MinValue.Ticks || utc > DateTime.MaxValue.Ticks) return false;
        time = new DateTimeOffset(utc, TimeSpan.Zero);
        if (offset.Duration() > TimeSpan.FromHours(14)) return true;
        time = time.ToOffset(offset);
        return true;
    }

    /// <summary><c>2006-01-02 15:04:05</c>, which names no zone.</summary>
    public static bool TryParseLocal(ReadOnlySpan<char> text, out DateTime time) =>
        TryReadDateAndTime(ref text, ' ', out time) && text.IsEmpty;

    /// <summary><c>2006-01-02T15:04:05Z07:00</c>, whole seconds, <c>Z</c> for no offset.</summary>
    public static string FormatRfc3339(DateTimeOffset time) =>
        time.Offset == TimeSpan.Zero
            ? time.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture)
            : time.ToString("yyyy-MM-dd'T'HH:mm:sszzz", CultureInfo.InvariantCulture);

    private static bool TryReadDateAndTime(ref ReadOnlySpan<char> text, char separator, out DateTime time)
    {
        time = default;
        if (!TryReadDigits(ref text, 4, out var year) || !TryReadChar(ref text, '-')
            || !TryReadDigits(ref text, 2, out var month) || !TryReadChar(ref text, '-')
            || !TryReadDigits(ref text, 2, out var day) || !TryReadChar(ref text, separator)
            || !(TryReadDigits(ref text, 2, out var hour) || TryReadDigits(ref text, 1, out hour)) || !TryReadChar(ref text, ':')
            || !TryReadDigits(ref text, 2, out var minute) || !TryReadChar(ref text, ':')
            || !TryReadDigits(ref text, 2, out var second)
            || year < 1 || month is < 1 or > 12 || day < 1 || day > DateTime.DaysInMonth(year, month)
            || hour > 23 || minute > 59 || second > 59)
            return false;

        time = new DateTime(year, month, day, hour, minute, second).AddTicks(ReadFraction(ref text));
        return true;
    }

    private static long ReadFraction(ref ReadOnlySpan<char> text)
    {
        if (text.Length < 2 || text[0] is not ('.' or ',') || !char.IsAsciiDigit(text[1])) return 0;
        text = text[1..];
        long ticks = 0;
        var digits = 0;
        for (; !text.IsEmpty && char.IsAsciiDigit(text[0]); text = text[1..], digits++)
        {
            if (digits < TicksDigits) ticks = ticks * 10 + (text[0] - '0');
        }

        for (; digits < TicksDigits; digits++) ticks *= 10;
        return ticks;
    }

    private static bool TryReadZone(ReadOnlySpan<char> text, out TimeSpan offset)
    {
        offset = TimeSpan.Zero;
        if (text is "Z") return true;
        if (text.IsEmpty || text[0] is not ('+' or '-')) return false;
        var negative = text[0] == '-';
        text = text[1..];
        if (!TryReadDigits(ref text, 2, out var hours) || !TryReadChar(ref text, ':') || !TryReadDigits(ref text, 2, out var minutes)
            || !text.IsEmpty || hours > 24 || minutes > 60)
            return false;
        offset = new TimeSpan(hours, minutes, 0);
        if (negative) offset = -offset;
        return true;
    }

    private static bool TryReadDigits(ref ReadOnlySpan<char> text, int count, out int value)
    {
        value = 0;
        if (text.Length < count) return false;
        for (var i = 0; i < count; i++)
        {
            if (!char.IsAsciiDigit(text[i])) return false;
            value = value * 10 + (text[i] - '0');
        }

        text = text[count..];
        return true;
    }

    private static bool TryReadChar(ref ReadOnlySpan<char> text, char expected)
    {
        if (text.IsEmpty || text[0] != expected) return false;
        text = text[1..];
        return true;
    }
}
