using System.Buffers;
using System.Globalization;

namespace Hami.Scheduler.Configuration;

/// <summary>Durations as Go writes them: <c>5m</c>, <c>28s</c>, <c>1h30m</c>, <c>1.5s</c>.</summary>
public static class GoDuration
{
    private static readonly SearchValues<char> Digits = SearchValues.Create("0123456789.");

    private static readonly (string Unit, decimal Ticks)[] Units =
    [
        ("ns", 0.01m),
        ("us", 10),
        ("µs", 10),
        ("μs", 10),
        ("ms", TimeSpan.TicksPerMillisecond),
        ("s", TimeSpan.TicksPerSecond),
        ("m", TimeSpan.TicksPerMinute),
        ("h", TimeSpan.TicksPerHour),
    ];

    /// <summary>Reads one that isn't negative; below 100 ns it is cut off.</summary>
    public static bool TryParse(string text, out TimeSpan value)
    {
        value = TimeSpan.Zero;
        if (text == "0") return true;
        var rest = text.AsSpan();
        var ticks = 0m;
        if (rest.Length == 0) return false;
        while (rest.Length > 0)
        {
            var digits = rest.IndexOfAnyExcept(Digits);
            if (digits <= 0 || digits > 20) return false;
            if (!decimal.TryParse(rest[..digits], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var amount)) return false;
            rest = rest[digits..];
            var end = rest.IndexOfAny(Digits);
            var unit = end < 0 ? rest : rest[..end];
            if (!TryFindUnit(unit, out var each)) return false;
            rest = rest[unit.Length..];

            // Go counts nanoseconds in 64 bits: 292 years.
            if (amount > long.MaxValue / 100 / each) return false;
            ticks += amount * each;
            if (ticks > long.MaxValue / 100) return false;
        }

        value = TimeSpan.FromTicks((long)ticks);
        return true;
    }

    /// <summary>Writes one without parts that are zero.</summary>
    public static string Write(TimeSpan value)
    {
        if (value == TimeSpan.Zero) return "0";
        if (value < TimeSpan.FromSeconds(1)) return $"{value.TotalMilliseconds:0.####}ms";
        var hours = (long)value.TotalHours;
        var seconds = value.Seconds + (value.Ticks % TimeSpan.TicksPerSecond / (decimal)TimeSpan.TicksPerSecond);
        return $"{(hours > 0 ? $"{hours}h" : "")}{(value.Minutes > 0 ? $"{value.Minutes}m" : "")}{(seconds > 0 ? $"{seconds:0.#######}s" : "")}";
    }

    private static bool TryFindUnit(ReadOnlySpan<char> unit, out decimal ticks)
    {
        foreach (var (name, each) in Units)
        {
            ticks = each;
            if (unit.SequenceEqual(name)) return true;
        }

        ticks = 0;
        return false;
    }
}
