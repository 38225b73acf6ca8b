using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
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
        var subnormal = LessThan(x, C(1.17549435E-38f));
        x = Select(subnormal, x * C(33554432f), x);
        var bits = x.AsInt32() - Vector256.Create(RootHalf - (192 << 23));
        // The exponent (never negative) becomes the last bits of a number whose last place is 1.
        var k = (Vector256.ShiftRightLogical(bits, 23) | C(One).AsInt32()).AsSingle() - C(One + 192);
        k -= subnormal & C(25);
        var f = ((bits & Vector256.Create((1 << 23) - 1)) + Vector256.Create(RootHalf)).AsSingle() - C(1);
        return (k, f);
    }

    // log(x) + low: with s = f / (2 + f), log(1 + f) = 2 atanh(s) = f − s (f − s² P(s²)).
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V LogPlus(V x, V low)
    {
        var (k, f) = Split(x);
        var s = f / (C(2) + f);
        var z = s * s;
        var p = C(0.295804f);
        p = Fma(p, z, C(0.3998877f));
        p = Fma(p, z, C(0.66666687f));
        var t = s * Fma(-z, p, f);
        // k · Ln2Short is exact.
        var large = k * C(Ln2Short);
        var sum = large + f;
        return sum + (((large - sum) + f) + (Fma(k, C(Ln2Rest), -t) + low));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Log(V x)
    {
        var y = LogPlus(x, V.Zero);
        y = Select(LessThan(x, C(float.PositiveInfinity)), y, x);
        y = Select(Vector256.Equals(x, V.Zero), C(float.NegativeInfinity), y);
        return Select(LessThan(x, V.Zero), C(float.NaN), y);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Log1p(V x)
    {
        // 1 + x = u + c exactly; log(u + c) = log u + c / u to the last place.
        var u = C(1) + x;
        var c = Select(LessThan(Abs(x), C(1)), (C(1) - u) + x, (x - u) + C(1));
        var y = LogPlus(u, c / u);
        y = Select(LessThan(x, C(float.PositiveInfinity)), y, x);
        y = Select(Vector256.Equals(x, V.Zero), x, y);
        y = Select(Vector256.Equals(x, C(-1)), C(float.NegativeInfinity), y);
        return Select(LessThan(x, C(-1)), C(float.NaN), y);
    }

    // max(x, 0) + log(1 + e), e = exp(−|x|) kept as a sum; where it is e to the last place, e itself.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Softplus(V x)
    {
        var (n, r, t) = ExpSum(Clamp(-Abs(x), -104, 0));
        var high = C(1) + r;
        var low = ((C(1) - high) + r) + t;
        var power = Power(Select(LessThan(n, C(-60)), C(-60), n));
        var part = power * high;
        var u = C(1) + part;
        var y = LogPlus(u, Fma(power, low, (C(1) - u) + part) / u);
        y += Select(LessThan(x, V.Zero), V.Zero, x);
        y = Select(LessThan(x, C(-20)), Scale(high + low, n), y);
        return Select(LessThan(x, C(float.PositiveInfinity)), y, x);
    }
}
