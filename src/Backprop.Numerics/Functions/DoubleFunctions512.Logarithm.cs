using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using static System.Runtime.Intrinsics.Vector512;
using V = System.Runtime.Intrinsics.Vector512<double>;

namespace Backprop.Numerics;

// Double precision: the logarithm and what is made of it.
internal static partial class DoubleFunctions512
{
    // x = 2ᵏ (1 + f), √½ ≤ 1 + f < √2, for positive finite x.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static (V K, V F) Split(V x)
    {
        const long RootHalf = 0x3FE6A09E667F3BCD;    // the bits of √½
        var subnormal = LessThan(x, Create(2.2250738585072014E-308));
        x = ConditionalSelect(subnormal, x * Create(18014398509481984.0), x);
        var bits = x.AsInt64() - Create(RootHalf - (1536L << 52));
        // The exponent (never negative) becomes the last bits of a number whose last place is 1.
        var k = (ShiftRightLogical(bits, 52) | Create(One).AsInt64()).AsDouble() - Create(One + 1536);
        k -= subnormal & Create(54.0);
        var f = ((bits & Create((1L << 52) - 1)) + Create(RootHalf)).AsDouble() - Create(1.0);
        return (k, f);
    }

    // log(x) + low: with s = f / (2 + f), log(1 + f) = 2 atanh(s) = f − s (f − s² P(s²)).
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V LogPlus(V x, V low)
    {
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
        // k · Ln2Short is exact.
        var large = k * Create(Ln2Short);
        var sum = large + f;
        return sum + (((large - sum) + f) + (FusedMultiplyAdd(k, Create(Ln2Rest), -t) + low));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Log(V x)
    {
        var y = LogPlus(x, V.Zero);
        y = ConditionalSelect(LessThan(x, Create(double.PositiveInfinity)), y, x);
        y = ConditionalSelect(Vector512.Equals(x, V.Zero), Create(double.NegativeInfinity), y);
        return ConditionalSelect(LessThan(x, V.Zero), Create(double.NaN), y);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Log1p(V x)
    {
        // 1 + x = u + c exactly; log(u + c) = log u + c / u to the last place.
        var u = Create(1.0) + x;
        var c = ConditionalSelect(LessThan(Abs(x), Create(1.0)), (Create(1.0) - u) + x, (x - u) + Create(1.0));
        var y = LogPlus(u, c / u);
        y = ConditionalSelect(LessThan(x, Create(double.PositiveInfinity)), y, x);
        y = ConditionalSelect(Vector512.Equals(x, V.Zero), x, y);
        y = ConditionalSelect(Vector512.Equals(x, Create(-1.0)), Create(double.NegativeInfinity), y);
        return ConditionalSelect(LessThan(x, Create(-1.0)), Create(double.NaN), y);
    }

    // max(x, 0) + log(1 + e), e = exp(−|x|) kept as a sum; where it is e to the last place, e itself.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Softplus(V x)
    {
        var (n, r, t) = ExpSum(AtLeast(-Abs(x), -746));
        var high = Create(1.0) + r;
        var low = ((Create(1.0) - high) + r) + t;
        var power = Power(ConditionalSelect(LessThan(n, Create(-100.0)), Create(-100.0), n));
        var part = power * high;
        var u = Create(1.0) + part;
        var y = LogPlus(u, FusedMultiplyAdd(power, low, (Create(1.0) - u) + part) / u);
        y += ConditionalSelect(LessThan(x, V.Zero), V.Zero, x);
        y = ConditionalSelect(LessThan(x, Create(-40.0)), Scale(high + low, n), y);
        return ConditionalSelect(LessThan(x, Create(double.PositiveInfinity)), y, x);
    }
}
