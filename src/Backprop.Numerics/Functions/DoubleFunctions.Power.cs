using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using V = System.Runtime.Intrinsics.Vector256<double>;

namespace Backprop.Numerics;

// Double precision: powers and the logarithm to base 2.
internal static partial class DoubleFunctions
{
    // x^y = exp(y log |x|), the logarithm and the product kept as sums of two, good for some 66 bits.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static V Pow(V x, V y)
    {
        var (logHigh, logLow) = LogSum(Abs(x));
        var high = y * logHigh;
        var low = Fma(y, logHigh, -high) + y * logLow;
        low &= LessThan(Abs(high), C(800));    // beyond, the result is 0 or infinite and the difference may be NaN
        var (n, r, t) = ExpParts(Clamp(high, -800, 800), low);
        var result = Scale(C(1) + (r + t), n);

        var whole = Vector256.Equals(Vector256.Floor(y), y);
        var half = y * C(0.5);
        var odd = Vector256.AndNot(whole, Vector256.Equals(Vector256.Floor(half), half));
        result ^= x & odd & C(-0.0);
        var finite = LessThan(Abs(x), C(double.PositiveInfinity));
        result = Select(Vector256.AndNot(LessThan(x, V.Zero) & finite, whole), C(double.NaN), result);
        var one = Vector256.Equals(x, C(1)) | Vector256.Equals(y, V.Zero)
            | (Vector256.Equals(x, C(-1)) & Vector256.Equals(Abs(y), C(double.PositiveInfinity)));
        return Select(one, C(1), result);
    }

    // log(x) = High + Low for x ≥ 0: 2 atanh(s) = 2s + s³ (2/3 + s² P(s²)), all but P in sums of two.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static (V High, V Low) LogSum(V x)
    {
        var (k, f) = Split(x);
        var divisor = C(2) + f;
        var divisorLow = (C(2) - divisor) + f;
        var inverse = C(1) / divisor;
        var s = f * inverse;
        var sLow = Fma(-s, divisorLow, Fma(-s, divisor, f)) * inverse;
        var zHigh = s * s;
        var zLow = Fma(s, s, -zHigh) + C(2) * s * sLow;
        var p = C(0.11723603622905411);
        p = Fma(p, zHigh, C(0.11706195689881364));
        p = Fma(p, zHigh, C(0.13334806212100603));
        p = Fma(p, zHigh, C(0.15384594934597917));
        p = Fma(p, zHigh, C(0.1818181833565416));
        p = Fma(p, zHigh, C(0.22222222221654733));
        p = Fma(p, zHigh, C(0.2857142857142937));
        p = Fma(p, zHigh, C(0.4));
        var tail = zHigh * p;
        var factor = C(0.6666666666666666) + tail;
        var factorLow = ((C(0.6666666666666666) - factor) + tail) + C(3.700743415417188e-17);
        var cube = zHigh * s;
        var cubeLow = Fma(zHigh, s, -cube) + Fma(zHigh, sLow, zLow * s);
        var term = cube * factor;
        var termLow = Fma(cube, factor, -term) + Fma(cube, factorLow, cubeLow * factor);

        var (twice, twiceLow) = (s + s, sLow + sLow);
        var fraction = twice + term;
        var fractionLow = ((twice - fraction) + term) + (twiceLow + termLow);
        var large = k * C(Ln2Short);
        var sum = large + fraction;
        var rest = ((large - sum) + fraction) + Fma(k, C(Ln2Rest), fractionLow);
        var high = sum + rest;
        var low = (sum - high) + rest;

        var usual = Vector256.GreaterThan(x, V.Zero) & LessThan(x, C(double.PositiveInfinity));
        var unusual = Select(Vector256.Equals(x, V.Zero), C(double.NegativeInfinity), x);
        return (Select(usual, high, unusual), low & usual);
    }

    // k + log(1 + f) / ln 2, the product as a sum of two; exact for powers of 2.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static V Log2(V x)
    {
        const double Scale = 1.4426950408889634, ScaleRest = 2.0355273740931033e-17;
        var (k, f) = Split(x);
        var s = f / (C(2) + f);
        var z = s * s;
        var p = C(0.1308723619665962);
        p = Fma(p, z, C(0.13268714792348096));
        p = Fma(p, z, C(0.15386241881938595));
        p = Fma(p, z, C(0.18181795600060793));
        p = Fma(p, z, C(0.22222222392089008));
        p = Fma(p, z, C(0.28571428570801954));
        p = Fma(p, z, C(0.4000000000000088));
        p = Fma(p, z, C(0.6666666666666666));
        var t = s * Fma(-z, p, f);
        var product = f * C(Scale);
        var rest = Fma(f, C(Scale), -product) + Fma(f, C(ScaleRest), -(t * C(Scale)));
        var sum = k + product;
        var y = sum + (((k - sum) + product) + rest);
        y = Select(LessThan(x, C(double.PositiveInfinity)), y, x);
        y = Select(Vector256.Equals(x, V.Zero), C(double.NegativeInfinity), y);
        return Select(LessThan(x, V.Zero), C(double.NaN), y);
    }
}
