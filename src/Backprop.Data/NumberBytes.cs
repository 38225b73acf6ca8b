using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Backprop.Data;

/// <summary>
/// Numbers in UTF-8 text, read quickly where that is exact: the same bits as <see cref="NumberText.TryParse"/>, which is
/// the twin, or no answer.
/// </summary>
internal static class NumberBytes
{
    /// <summary>How many bytes may be read behind a number.</summary>
    public const int Padding = 16;

    private const ulong MostExact = 1UL << 53;

    private static ReadOnlySpan<double> PowersOfTen =>
    [
        1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22,
    ];

    /// <summary>The number that stands in [start, end) of a text with <see cref="Padding"/> bytes behind it; false: ask the twin.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool TryParse(ref byte text, int start, int end, byte separator, out double value)
    {
        var first = Unsafe.Add(ref text, start);
        var negative = first == '-';
        start += negative || first == '+' ? 1 : 0;
        var length = end - start;
        if ((uint)(length - 1) >= 16)
            return TryParseLong(ref text, start, end, separator, negative, out value);

        // Sixteen bytes at once: the point is shuffled away, what is left stands to the right, zeros before it.
        var bytes = Vector128.LoadUnsafe(ref text, (nuint)start);
        var points = Vector128.Equals(bytes, Vector128.Create(separator)).ExtractMostSignificantBits() & ((1u << length) - 1);
        var point = BitOperations.TrailingZeroCount(points | 0x10000);
        var hasPoint = points != 0;
        var shift = 16 - length;
        var places = Vector128<byte>.Indices - Vector128.Create((byte)shift);
        if (hasPoint)
            places += Vector128.LessThanOrEqual(Vector128<byte>.Indices, Vector128.Create((byte)(point + shift))); // −1 where it holds
        var digits = Vector128.Shuffle(bytes - Vector128.Create((byte)'0'), places);
        if (Vector128.GreaterThanAny(digits, Vector128.Create((byte)9)) || (hasPoint && length == 1))
            return TryParseLong(ref text, start, end, separator, negative, out value);
        var pairs = digits.AsUInt64();
        var mantissa = (Eight(pairs.GetElement(0)) * 100_000_000) + Eight(pairs.GetElement(1));
        var decimals = hasPoint ? length - 1 - point : 0;
        if (mantissa > MostExact)
            return TryParseLong(ref text, start, end, separator, negative, out value);
        // Both are exact in double, so the quotient is rounded once (Clinger 1990).
        value = decimals == 0 ? mantissa : mantissa / Unsafe.Add(ref System.Runtime.InteropServices.MemoryMarshal.GetReference(PowersOfTen), decimals);
        value = negative ? -value : value;
        return true;
    }

    // Eight digits, the first in the lowest byte: pairs, then fours, then all.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Eight(ulong digits)
    {
        digits = (digits * 10) + (digits >> 8);
        return (((digits & 0x000000FF_000000FF) * 0x000F4240_00000064) + (((digits >> 16) & 0x000000FF_000000FF) * 0x00002710_00000001)) >> 32;
    }

    // Up to 19 significant digits, with an exponent if there is one.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static bool TryParseLong(ref byte text, int start, int end, byte separator, bool negative, out double value)
    {
        value = 0;
        ulong mantissa = 0;
        int digits = 0, decimals = -1, i = start;
        for (; i < end; i++)
        {
            var c = Unsafe.Add(ref text, i);
            var digit = (uint)(c - '0');
            if (digit <= 9)
            {
                if (mantissa >= ulong.MaxValue / 10)
                    return false;
                mantissa = (mantissa * 10) + digit;
                digits++;
                decimals += decimals >= 0 ? 1 : 0;
            }
            else if (c == separator && decimals < 0)
                decimals = 0;
            else
                break;
        }

        if (digits == 0)
            return false;
        var power = -Math.Max(decimals, 0);
        if (i < end)
        {
            if ((Unsafe.Add(ref text, i) | 0x20) != 'e' || !TryParseExponent(ref text, i + 1, end, out var exponent))
                return false;
            power += exponent;
        }

        if (mantissa == 0)
            value = 0;
        else if (mantissa <= MostExact && power is >= -22 and <= 22)
            value = power < 0 ? mantissa / PowersOfTen[-power] : mantissa * PowersOfTen[power];
        else if (power is >= -MostReciprocal and < 0)
            value = Divide(mantissa, -power);
        else
            return false;
        value = negative ? -value : value;
        return true;
    }

    private static bool TryParseExponent(ref byte text, int start, int end, out int exponent)
    {
        exponent = 0;
        var sign = start < end ? Unsafe.Add(ref text, start) : 0;
        start += sign is '-' or '+' ? 1 : 0;
        if (end - start is < 1 or > 3)
            return false;
        for (; start < end; start++)
        {
            var digit = (uint)(Unsafe.Add(ref text, start) - '0');
            if (digit > 9)
                return false;
            exponent = (exponent * 10) + (int)digit;
        }

        exponent = sign == '-' ? -exponent : exponent;
        return true;
    }

    private const int MostReciprocal = 27;

    // 2^b / 5^n, rounded up, with 128 bits of which the first is 1; high half, low half.
    private static readonly ulong[] Reciprocals = FillReciprocals();

    private static ulong[] FillReciprocals()
    {
        var table = new ulong[2 * (MostReciprocal + 1)];
        var divisor = 1UL;
        for (var n = 0; n <= MostReciprocal; n++, divisor *= 5)
        {
            // Long division of the power of two that is not less than the divisor, a bit at a time.
            var rest = (UInt128)BitOperations.RoundUpToPowerOf2(divisor);
            var quotient = UInt128.Zero;
            for (var bit = 0; bit < 128; bit++, rest <<= 1)
            {
                quotient <<= 1;
                if (rest >= divisor)
                    (quotient, rest) = (quotient | 1, rest - divisor);
            }

            quotient += n == 0 ? 0u : 1u;
            (table[2 * n], table[(2 * n) + 1]) = ((ulong)(quotient >> 64), (ulong)quotient);
        }

        return table;
    }

    // mantissa / 10^power, rounded once, by a product with the reciprocal of 5^power: for powers up to 27 the 128 bits of it
    // always decide (Lemire, Number Parsing at a Gigabyte per Second, 2021, sections 5 to 8).
    private static double Divide(ulong mantissa, int power)
    {
        var zeros = BitOperations.LeadingZeroCount(mantissa);
        var scaled = mantissa << zeros;
        var high = Math.BigMul(scaled, Reciprocals[2 * power], out var low);
        if ((high & 0x1FF) == 0x1FF)
        {
            var carry = Math.BigMul(scaled, Reciprocals[(2 * power) + 1], out _);
            low += carry;
            high += low < carry ? 1UL : 0;
        }

        var upper = (int)(high >> 63);
        var bits = high >> (upper + 9); // 54 bits: 53 and the one that rounds
        // 10^-power = 2^-power · 5^-power; ⌊log2 5^-power⌋ as in the paper.
        var exponent = ((-power * 217706) >> 16) + upper - zeros + 63;
        // A tie, possible for small powers only, goes to even.
        if (low <= 1 && power <= 4 && (bits & 3) == 1 && bits << (upper + 9) == high)
            bits &= ~1UL;
        bits = (bits + (bits & 1)) >> 1;
        if (bits == MostExact)
            (bits, exponent) = (bits >> 1, exponent + 1);
        return BitConverter.UInt64BitsToDouble((bits & ((1UL << 52) - 1)) | ((ulong)(exponent + 1023) << 52));
    }
}
