using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using static System.Runtime.Intrinsics.Vector512;
using V = System.Runtime.Intrinsics.Vector512<double>;

namespace Backprop.Numerics;

// Double precision: the exponential and what is made of it.
internal static partial class DoubleFunctions512
{
    // x + extra = n · ln 2 + r + low; |r| ≤ ½ ln 2, low below its last place. n · High is exact within the fused
    // multiply-add, and r is, too: it is a multiple of the last place of High.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static (V N, V R, V Low) Reduce(V x, V extra)
    {
        const double High = 0.6931471805599453, Low = 2.3190468138462996e-17;
        var n = FusedMultiplyAdd(x, Create(1.4426950408889634), Create(Magic)) - Create(Magic);
        var high = FusedMultiplyAdd(n, Create(-High), x);
        var low = FusedMultiplyAdd(n, Create(-Low), extra);
        var r = high + low;
        return (n, r, (high - r) + low);
    }

    // exp(x + extra) = 2ⁿ (1 + r + t).
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static (V N, V R, V T) ExpParts(V x, V extra)
    {
        var (n, r, low) = Reduce(x, extra);
        var p = Create(2.0914707069612355e-09);
        p = FusedMultiplyAdd(p, r, Create(2.510524515390137e-08));
        p = FusedMultiplyAdd(p, r, Create(2.7557273594799413e-07));
        p = FusedMultiplyAdd(p, r, Create(2.755725533255441e-06));
        p = FusedMultiplyAdd(p, r, Create(2.480158732558584e-05));
        p = FusedMultiplyAdd(p, r, Create(0.00019841269874873975));
        p = FusedMultiplyAdd(p, r, Create(0.0013888888888883737));
        p = FusedMultiplyAdd(p, r, Create(0.00833333333332612));
        p = FusedMultiplyAdd(p, r, Create(0.04166666666666667));
        p = FusedMultiplyAdd(p, r, Create(0.1666666666666667));
        p = FusedMultiplyAdd(p, r, Create(0.5));
        return (n, r, FusedMultiplyAdd(r * r, p, low));
    }

    // exp(x) = 2ⁿ (1 + r + t), t below the last place of r.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static (V N, V R, V T) ExpSum(V x)
    {
        var (n, r, t) = ExpParts(x, V.Zero);
        var sum = r + t;
        return (n, sum, (r - sum) + t);
    }

    // 2ⁿ for whole n of a normal number.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V Power(V n) => ShiftLeft((n + Create(Magic)).AsInt64() + Create(1023L), 52).AsDouble();

    // x · 2ⁿ, rounded once (where the result is subnormal): by one instruction, or in two steps of which only the last rounds.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V Scale(V x, V n)
    {
        if (Avx512F.IsSupported)
            return Avx512F.Scale(x, n);
        var half = FusedMultiplyAdd(n, Create(0.5), Create(Magic)) - Create(Magic);
        return x * Power(half) * Power(n - half);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Exp(V x)
    {
        var (n, r, t) = ExpParts(Clamp(x, -746, 710), V.Zero);
        return Scale(Create(1.0) + (r + t), n);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Expm1(V x)
    {
        var (n, r, t) = ExpParts(Clamp(x, -50, 710), V.Zero);
        // Half of 2ⁿ (1 + r + t) − 1, so that 2ⁿ does not overflow; the sum of the two large terms with its error.
        var power = Power(n - Create(1.0));
        var (rest, part) = (power - Create(0.5), power * r);
        var sum = rest + part;
        var y = sum + FusedMultiplyAdd(power, t, (rest - sum) + part);
        return ConditionalSelect(LessThan(Abs(x), Create(1e-17)), x, y + y);
    }

    // e = exp(−|x|) as a sum, 1 / (1 + e) or e / (1 + e) with the quotient corrected by its remainder.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Sigmoid(V x)
    {
        var (n, r, t) = ExpSum(AtLeast(-Abs(x), -750));
        var high = Create(1.0) + r;
        var low = ((Create(1.0) - high) + r) + t;
        var power = Power(ConditionalSelect(LessThan(n, Create(-100.0)), Create(-100.0), n));
        var part = power * high;
        var divisor = Create(1.0) + part;
        var divisorLow = FusedMultiplyAdd(power, low, (Create(1.0) - divisor) + part);
        var positive = GreaterThanOrEqual(x, V.Zero);
        var inverse = Create(1.0) / divisor;
        var dividend = ConditionalSelect(positive, Create(1.0), high);
        var quotient = dividend * inverse;
        var remainder = FusedMultiplyAdd(-quotient, divisor, dividend) + FusedMultiplyAdd(-quotient, divisorLow, AndNot(low, positive));
        quotient = FusedMultiplyAdd(remainder, inverse, quotient);
        return ConditionalSelect(positive, quotient, Scale(quotient, n));
    }

    // With m = exp(−2|x|) − 1 as a sum: tanh |x| = −m / (2 + m), the quotient corrected by its remainder.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Tanh(V x)
    {
        var (n, r, t) = ExpSum(AtLeast(Create(-2.0) * Abs(x), -50));
        var power = Power(n);
        var (rest, part) = (power - Create(1.0), power * r);
        var high = rest + part;
        var restLow = power - (rest + Create(1.0));
        var low = FusedMultiplyAdd(power, t, ((rest - high) + part) + restLow);
        var divisor = Create(2.0) + high;
        var divisorLow = ((Create(2.0) - divisor) + high) + low;
        var inverse = Create(1.0) / divisor;
        var quotient = high * inverse;
        var remainder = FusedMultiplyAdd(-quotient, divisor, high) + FusedMultiplyAdd(-quotient, divisorLow, low);
        return ConditionalSelect(Create(-0.0), x, FusedMultiplyAdd(remainder, inverse, quotient));
    }
}
