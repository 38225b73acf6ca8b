using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using static System.Runtime.Intrinsics.Vector256;
using V = System.Runtime.Intrinsics.Vector256<float>;

namespace Backprop.Numerics;

// Single precision: the logarithm and what is made of it.
internal static partial class SingleFunctions
{
    // x = 2ᵏ (1 + f), √½ ≤ 1 + f < √2, for positive finite x.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static (V K, V F) Split(V x)
    {
        const int RootHalf = 0x3F3504F3;    // the bits of √½
        var subnormal = LessThan(x, Create(1.17549435E-38f));
        x = ConditionalSelect(subnormal, x * Create(33554432f), x);
        var bits = x.AsInt32() - Create(RootHalf - (192 << 23));
        // The exponent (never negative) becomes the last bits of a number whose last place is 1.
        var k = (ShiftRightLogical(bits, 23) | Create(One).AsInt32()).AsSingle() - Create(One + 192);
        k -= subnormal & Create(25f);
        var f = ((bits & Create((1 << 23) - 1)) + Create(RootHalf)).AsSingle() - Create(1f);
        return (k, f);
    }

    // log(x) + low: with s = f / (2 + f), log(1 + f) = 2 atanh(s) = f − s (f − s² P(s²)).
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V LogPlus(V x, V low)
    {
        var (k, f) = Split(x);
        var s = f / (Create(2f) + f);
        var z = s * s;
        var p = Create(0.295804f);
        p = FusedMultiplyAdd(p, z, Create(0.3998877f));
        p = FusedMultiplyAdd(p, z, Create(0.66666687f));
        var t = s * FusedMultiplyAdd(-z, p, f);
        // k · Ln2Short is exact.
        var large = k * Create(Ln2Short);
        var sum = large + f;
        return sum + (((large - sum) + f) + (FusedMultiplyAdd(k, Create(Ln2Rest), -t) + low));
    }

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    public static V Log(V x)
    {
        var y = LogPlus(x, V.Zero);
        y = ConditionalSelect(LessThan(x, Create(float.PositiveInfinity)), y, x);
        y = ConditionalSelect(Vector256.Equals(x, V.Zero), Create(float.NegativeInfinity), y);
        return ConditionalSelect(LessThan(x, V.Zero), Create(float.NaN), y);
    }

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    public static V Log1p(V x)
    {
        // 1 + x = u + c exactly; log(u + c) = log u + c / u to the last place.
        var u = Create(1f) + x;
        var c = ConditionalSelect(LessThan(Abs(x), Create(1f)), (Create(1f) - u) + x, (x - u) + Create(1f));
        var y = LogPlus(u, c / u);
        y = ConditionalSelect(LessThan(x, Create(float.PositiveInfinity)), y, x);
        y = ConditionalSelect(Vector256.Equals(x, V.Zero), x, y);
        y = ConditionalSelect(Vector256.Equals(x, Create(-1f)), Create(float.NegativeInfinity), y);
        return ConditionalSelect(LessThan(x, Create(-1f)), Create(float.NaN), y);
    }

    // max(x, 0) + log(1 + e), e = exp(−|x|) kept as a sum; where it is e to the last place, e itself.
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    public static V Softplus(V x)
    {
        var (n, r, t) = ExpSum(AtLeast(-Abs(x), -104));
        var high = Create(1f) + r;
        var low = ((Create(1f) - high) + r) + t;
        var power = Power(ConditionalSelect(LessThan(n, Create(-60f)), Create(-60f), n));
        var part = power * high;
        var u = Create(1f) + part;
        var y = LogPlus(u, FusedMultiplyAdd(power, low, (Create(1f) - u) + part) / u);
        y += ConditionalSelect(LessThan(x, V.Zero), V.Zero, x);
        y = ConditionalSelect(LessThan(x, Create(-20f)), Scale(high + low, n), y);
        return ConditionalSelect(LessThan(x, Create(float.PositiveInfinity)), y, x);
    }
}
