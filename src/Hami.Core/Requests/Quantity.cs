using System.Globalization;
using System.Numerics;

namespace Hami.Core.Requests;

/// <summary>
/// A Kubernetes resource quantity as written (<c>3000</c>, <c>2k</c>, <c>16Gi</c>, <c>500m</c>), with the readings that
/// the original's programs make of it (vendors.md §1.2, "Quantities").
/// </summary>
/// <param name="Text">The text as it stands in the object.</param>
public readonly record struct Quantity(string Text)
{
    // More digits than these leave the fast integer form, and with it the "is int64" reading.
    private const int IntegerDigits = 18;
    private const int BinaryDigits = 15;

    /// <summary>Whether the text is a quantity at all.</summary>
    public bool IsValid => TryParse(out _);

    /// <summary>
    /// The value as an integer: false for sub-unit forms (<c>1500m</c>), for overflow, and for a binary suffix
    /// written with a decimal point (<c>16.0Gi</c>) even when the value is whole.
    /// </summary>
    public bool TryAsInt64(out long value)
    {
        value = 0;
        if (!TryParse(out var parts)) return false;
        var digits = parts.Whole.Length + parts.Fraction.Length;
        if (parts.BinaryExponent is { } shift)
        {
            if (parts.Fraction.Length > 0) return false;
            if (BinaryDigits - parts.Whole.Length - (int)(shift * 3 / 10f) - 1 < 0) return false;
        }
        else if (digits > IntegerDigits || parts.DecimalExponent - parts.Fraction.Length < 0)
        {
            return false;
        }

        var exact = parts.Exact();
        if (exact is null || exact > long.MaxValue || exact < long.MinValue) return false;
        value = (long)exact.Value;
        return true;
    }

    /// <summary>The value rounded up to an integer and kept within the 64-bit range, false when the text is no quantity.</summary>
    public bool TryRoundUp(out long value)
    {
        value = 0;
        if (!TryParse(out var parts)) return false;
        var rounded = parts.RoundedUp();
        value = rounded > long.MaxValue ? long.MaxValue : rounded < long.MinValue ? long.MinValue : (long)rounded;
        return true;
    }

    /// <inheritdoc/>
    public override string ToString() => Text;

    private bool TryParse(out Parts parts)
    {
        parts = default;
        var text = Text.AsSpan();
        if (text.IsEmpty) return false;
        var negative = text[0] == '-';
        if (text[0] is '-' or '+') text = text[1..];

        var end = 0;
        while (end < text.Length && char.IsAsciiDigit(text[end])) end++;
        var whole = text[..end];
        ReadOnlySpan<char> fraction = default;
        var rest = text[end..];
        if (!rest.IsEmpty && rest[0] == '.')
        {
            end = 1;
            while (end < rest.Length && char.IsAsciiDigit(rest[end])) end++;
            fraction = rest[1..end];
            rest = rest[end..];
        }

        if (whole.IsEmpty && fraction.IsEmpty) return false;
        if (!TryReadSuffix(rest, out var decimalExponent, out var binaryExponent)) return false;
        whole = whole.TrimStart('0');
        parts = new Parts(negative, whole.IsEmpty ? "0" : whole.ToString(), fraction.ToString(), decimalExponent, binaryExponent);
        return true;
    }

    private static bool TryReadSuffix(ReadOnlySpan<char> suffix, out int decimalExponent, out int? binaryExponent)
    {
        binaryExponent = null;
        decimalExponent = 0;
        switch (suffix)
        {
            case "": return true;
            case "n": decimalExponent = -9; return true;
            case "u": decimalExponent = -6; return true;
            case "m": decimalExponent = -3; return true;
            case "k": decimalExponent = 3; return true;
            case "M": decimalExponent = 6; return true;
            case "G": decimalExponent = 9; return true;
            case "T": decimalExponent = 12; return true;
            case "P": decimalExponent = 15; return true;
            case "E": decimalExponent = 18; return true;
            case "Ki": binaryExponent = 10; return true;
            case "Mi": binaryExponent = 20; return true;
            case "Gi": binaryExponent = 30; return true;
            case "Ti": binaryExponent = 40; return true;
            case "Pi": binaryExponent = 50; return true;
            case "Ei": binaryExponent = 60; return true;
        }

        // An absurd exponent is refused rather than computed: no resource needs more digits than this.
        return suffix.Length > 1 && suffix[0] is 'e' or 'E'
            && int.TryParse(suffix[1..], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out decimalExponent)
            && decimalExponent is >= -100 and <= 100;
    }

    private readonly record struct Parts(bool Negative, string Whole, string Fraction, int DecimalExponent, int? BinaryExponent)
    {
        public BigInteger? Exact()
        {
            var (numerator, denominator) = Ratio();
            return numerator % denominator == 0 ? numerator / denominator : null;
        }

        public BigInteger RoundedUp()
        {
            var (numerator, denominator) = Ratio();
            var quotient = BigInteger.DivRem(numerator, denominator, out var remainder);
            return remainder > 0 ? quotient + 1 : quotient;
        }

        private (BigInteger Numerator, BigInteger Denominator) Ratio()
        {
            var numerator = BigInteger.Parse(Whole + Fraction, NumberStyles.None, CultureInfo.InvariantCulture);
            if (Negative) numerator = -numerator;
            if (BinaryExponent is { } shift) numerator <<= shift;
            var scale = DecimalExponent - Fraction.Length;
            return scale >= 0
                ? (numerator * BigInteger.Pow(10, scale), BigInteger.One)
                : (numerator, BigInteger.Pow(10, -scale));
        }
    }
}
