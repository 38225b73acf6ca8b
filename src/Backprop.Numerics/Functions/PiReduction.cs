namespace Backprop.Numerics;

/// <summary>
/// The rest of a large number after whole quarter turns (Payne and Hanek 1983): only those bits of 2/π are multiplied that
/// decide the last two bits of the quotient and its fraction.
/// </summary>
internal static class PiReduction
{
    // The bits of 2/π, the word before the point first.
    private static ReadOnlySpan<ulong> TwoOverPi =>
    [
        0, 0xA2F9836E4E441529, 0xFC2757D1F534DDC0, 0xDB6295993C439041, 0xFE5163ABDEBBC561, 0xB7246E3A424DD2E0,
        0x06492EEA09D1921C, 0xFE1DEB1CB129A73E, 0xE88235F52EBB4484, 0xE99C7026B45F7E41, 0x3991D639835339F4,
        0x9C845F8BBDF9283B, 0x1FF897FFDE05980F, 0xEF2F118B5A0A6D1F, 0x6D367ECF27CB09B7, 0x4F463F669E5FEA2D,
        0x7527BAC7EBE5F17B, 0x3D0739F78A5292EA, 0x6BFB5FB11F8D5D08, 0x56033046FC7B6BAB,
    ];

    /// <summary>x = n · π/2 + High + Low for |x| ≥ 2³⁰; the last two bits of n.</summary>
    public static (long Quarter, double High, double Low) Reduce(double x)
    {
        if (!double.IsFinite(x))
            return (0, double.NaN, 0);
        var bits = BitConverter.DoubleToUInt64Bits(x);
        var mantissa = (bits & ((1UL << 52) - 1)) | (1UL << 52);
        var exponent = (int)((bits >> 52) & 0x7FF) - 1075;    // |x| = mantissa · 2^exponent

        // 192 bits of 2/π from the one that is worth 2 after the multiplication by 2^exponent: bits before it add
        // multiples of 4. Bit i after the point stands at place 63 + i of the table.
        var first = 62 + exponent;
        var (word, shift) = (first / 64, first % 64);
        ulong Word(int i) => shift == 0
            ? TwoOverPi[word + i]
            : (TwoOverPi[word + i] << shift) | (TwoOverPi[word + i + 1] >> (64 - shift));
        // The product modulo 4, 190 bits after the point.
        var low = (UInt128)mantissa * Word(2);
        var middle = (UInt128)mantissa * Word(1) + (ulong)(low >> 64);
        var high = mantissa * Word(0) + (ulong)(middle >> 64);

        // To the nearest whole number; the fraction, in [−½, ½], in units of 2⁻¹²⁸: it is never below 2⁻⁶³ for a double,
        // so 65 bits of it are good.
        var quarter = (long)(high >> 62);
        var fraction = ((UInt128)high << 66) | ((UInt128)(ulong)middle << 2) | ((ulong)low >> 62);
        var negative = fraction >> 127 != 0;
        if (negative)
        {
            quarter++;
            fraction = UInt128.Zero - fraction;
        }

        // As a sum of two doubles, times π/2 as a sum of two.
        var zeros = (int)UInt128.LeadingZeroCount(fraction);
        fraction <<= zeros;
        var unit = BitConverter.UInt64BitsToDouble((ulong)(1023 - 53 - zeros) << 52);
        var top = (ulong)(fraction >> 75) * unit;
        var rest = ((ulong)(fraction >> 22) & ((1UL << 53) - 1)) * (unit / (1UL << 53));
        const double PiHigh = 1.5707963267948966, PiLow = 6.123233995736766e-17;
        var product = top * PiHigh;
        var small = double.FusedMultiplyAdd(top, PiHigh, -product) + (top * PiLow + rest * PiHigh);
        var sum = product + small;
        var remainder = (product - sum) + small;
        return (x < 0 ? -quarter : quarter, negative == x < 0 ? sum : -sum, negative == x < 0 ? remainder : -remainder);
    }
}
