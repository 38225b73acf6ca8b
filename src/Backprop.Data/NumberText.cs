using System.Globalization;

namespace Backprop.Data;

/// <summary>Numbers in text, read with the invariant culture whatever the system's.</summary>
internal static class NumberText
{
    // Exact in double: a mantissa below 2^53 divided by one of these is rounded once, so correctly (Clinger 1990).
    private static readonly double[] PowersOfTen =
    [
        1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22,
    ];

    /// <summary>A number as people write it; infinities are numbers here, NaN too.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, char separator, out double value)
    {
        ulong mantissa = 0;
        int digits = 0, decimals = -1, i = 0;
        var negative = text.Length > 0 && text[0] == '-';
        if (negative || (text.Length > 0 && text[0] == '+'))
            i = 1;
        for (; i < text.Length; i++)
        {
            var digit = (uint)(text[i] - '0');
            if (digit <= 9)
            {
                mantissa = (mantissa * 10) + digit;
                digits++;
                if (decimals >= 0)
                    decimals++;
            }
            else if (text[i] == separator && decimals < 0)
                decimals = 0;
            else
                break;
        }

        if (i == text.Length && digits is > 0 and <= 15)
        {
            value = decimals > 0 ? mantissa / PowersOfTen[decimals] : mantissa;
            value = negative ? -value : value;
            return true;
        }

        return TryParseSlow(text, separator, out value);
    }

    private static bool TryParseSlow(ReadOnlySpan<char> text, char separator, out double value)
    {
        value = 0;
        if (text.IsEmpty || text.Length > 400)
            return false;
        var unsigned = text[0] is '-' or '+' ? text[1..] : text;
        if (unsigned.Equals("inf", StringComparison.OrdinalIgnoreCase) || unsigned.Equals("infinity", StringComparison.OrdinalIgnoreCase)
            || unsigned is "∞")
        {
            value = text[0] == '-' ? double.NegativeInfinity : double.PositiveInfinity;
            return true;
        }

        if (unsigned.Equals("nan", StringComparison.OrdinalIgnoreCase))
        {
            value = double.NaN;
            return true;
        }

        if (unsigned.IsEmpty || !(char.IsAsciiDigit(unsigned[0]) || unsigned[0] == separator))
            return false;
        Span<char> copy = stackalloc char[text.Length];
        text.CopyTo(copy);
        if (separator != '.')
        {
            if (copy.Contains('.'))
                return false;
            copy.Replace(separator, '.');
        }

        const NumberStyles Styles = NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent;
        return double.TryParse(copy, Styles, CultureInfo.InvariantCulture, out value);
    }

    /// <summary>A number as labels and messages show it: shortest that reads back the same, <c>3</c> not <c>3.0</c>.</summary>
    public static string Format(double value) => value.ToString("R", CultureInfo.InvariantCulture);
}
