using System.Globalization;

namespace Hami.Bench;

/// <summary>Times of many calls in ms.</summary>
internal sealed class Distribution
{
    private readonly double[] sorted;

    public Distribution(double[] times)
    {
        sorted = [.. times];
        Array.Sort(sorted);
    }

    /// <summary>Median, 90th and 99th percentile and maximum as cells of a table.</summary>
    public string Cells => string.Create(CultureInfo.InvariantCulture, $"{At(0.5):F3} | {At(0.9):F3} | {At(0.99):F3} | {sorted[^1]:F3}");

    private double At(double part) => sorted[(int)(part * (sorted.Length - 1))];
}
