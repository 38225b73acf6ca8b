using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using static System.Runtime.Intrinsics.Vector512;
using V = System.Runtime.Intrinsics.Vector512<double>;

namespace Backprop.Numerics;

// Double precision: powers and the logarithm to base 2.
internal static partial class DoubleFunctions512
{
    // x^y = exp(y log |x|), the logarithm and the product kept as sums of two, good for some 66 bits.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Pow(V x, V y)
    {
        var (logHigh, logLow) = LogSum(Abs(x));
        var high = y * logHigh;
        var low = FusedMultiplyAdd(y, logHigh, -high) + y * logLow;
        low &= LessThan(Abs(high), Create(800.0));    // beyond, the result is 0 or infinite and the difference may be NaN
        var (n, r, t) = ExpParts(Clamp(high, -800, 800), low);
        var result = Scale(Create(1.0) + (r + t), n);

        var whole = Vector512.Equals(Floor(y), y);
        var half = y * Create(0.5);
        var odd = AndNot(whole, Vector512.Equals(Floor(half), half));
        result ^= x & odd & Create(-0.0);
        var finite = LessThan(Abs(x), Create(double.PositiveInfinity));
        result = ConditionalSelect(AndNot(LessThan(x, V.Zero) & finite, whole), Create(double.NaN), result);
        var one = Vector512.Equals(x, Create(1.0)) | Vector512.Equals(y, V.Zero)
            | (Vector512.Equals(x, Create(-1.0)) & Vector512.Equals(Abs(y), Create(double.PositiveInfinity)));
        return ConditionalSelect(one, Create(1.0), result);
    }

    // log(x) = High + Low for x ≥ 0: 2 atanh(s) = 2s + s³ (2/3 + s² P(s²)), all but P in sums of two.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static (V High, V Low) LogSum(V x)
    {
        var (k, f) = Split(x);
        var divisor = Create(2.0) + f;
        var divisorLow = (Create(2.0) - divisor) + f;
        var inverse = Create(1.0) / divisor;
        var s = f * inverse;
        var sLow = FusedMultiplyAdd(-s, divisorLow, FusedMultiplyAdd(-s, divisor, f)) * inverse;
        var zHigh = s * s;
        var zLow = FusedMultiplyAdd(s, s, -zHigh) + Create(2.0) * s * sLow;
        var p = Create(0.11723603622905411);
        p = FusedMultiplyAdd(p, zHigh, Create(0.11706195689881364));
        p = FusedMultiplyAdd(p, zHigh, Create(0.13334806212100603));
        p = FusedMultiplyAdd(p, zHigh, Create(0.15384594934597917));
        p = FusedMultiplyAdd(p, zHigh, Create(0.1818181833565416));
        p = FusedMultiplyAdd(p, zHigh, Create(0.22222222221654733));
        p = FusedMultiplyAdd(p, zHigh, Create(0.2857142857142937));
        p = FusedMultiplyAdd(p, zHigh, Create(0.4));
        var tail = zHigh * p;
        var factor = Create(0.6666666666666666) + tail;
        var factorLow = ((Create(0.6666666666666666) - factor) + tail) + Create(3.700743415417188e-17);
        var cube = zHigh * s;
        var cubeLow = FusedMultiplyAdd(zHigh, s, -cube) + FusedMultiplyAdd(zHigh, sLow, zLow * s);
        var term = cube * factor;
        var termLow = FusedMultiplyAdd(cube, factor, -term) + FusedMultiplyAdd(cube, factorLow, cubeLow * factor);

        var (twice, twiceLow) = (s + s, sLow + sLow);
        var fraction = twice + term;
        var fractionLow = ((twice - fraction) + term) + (twiceLow + termLow);
        var large = k * Create(Ln2Short);
        var sum = large + fraction;
        var rest = ((large - sum) + fraction) + FusedMultiplyAdd(k, Create(Ln2Rest), fractionLow);
        var high = sum + rest;
        var low = (sum - high) + rest;

        var usual = GreaterThan(x, V.Zero) & LessThan(x, Create(double.PositiveInfinity));
        var unusual = ConditionalSelect(Vector512.Equals(x, V.Zero), Create(double.NegativeInfinity), x);
        return (ConditionalSelect(usual, high, unusual), low & usual);
    }

    // k + log(1 + f) / ln 2, the product as a sum of two; exact for powers of 2.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Log2(V x)
    {
        const double Scale = 1.4426950408889634, ScaleRest = 2.0355273740931033e-17;
        var (k, f) = Split(x);
        var s = f / (Create(2.0) + f);
        var z = s * s;
        var p = Create(0.1308723619665962);
        p = FusedMultiplyAdd(p, z, Create(0.13268714792348096));
        p = FusedMultiplyAdd(p, z, Create(0.15386241881938595));
        p = FusedMultiplyAdd(p, z, Create(0.18181795600060793));
        p = FusedMultiplyAdd(p, z, Create(0.22222222392089008));
        p = FusedMultiplyAdd(p, z, Create(0.28571428570801954));
        p = FusedMultiplyAdd(p, z, Create(0.4000000000000088));
        p = FusedMultiplyAdd(p, z, Create(0.6666666666666666));
        var t = s * FusedMultiplyAdd(-z, p, f);
        var product = f * Create(Scale);
        var rest = FusedMultiplyAdd(f, Create(Scale), -product) + FusedMultiplyAdd(f, Create(ScaleRest), -(t * Create(Scale)));
        var sum = k + product;
        var y = sum + (((k - sum) + product) + rest);
        y = ConditionalSelect(LessThan(x, Create(double.PositiveInfinity)), y, x);
        y = ConditionalSelect(Vector512.Equals(x, V.Zero), Create(double.NegativeInfinity), y);
        return ConditionalSelect(LessThan(x, V.Zero), Create(double.NaN), y);
    }
}
