using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using static System.Runtime.Intrinsics.Vector512;
using V = System.Runtime.Intrinsics.Vector512<float>;

namespace Backprop.Numerics;

// Single precision: the exponential and what is made of it.
internal static partial class SingleFunctions512
{
    // x + extra = n · ln 2 + r + low; |r| ≤ ½ ln 2, low below its last place. n · High is exact within the fused
    // multiply-add, and r is, too: it is a multiple of the last place of High.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static (V N, V R, V Low) Reduce(V x, V extra)
    {
        const float High = 0.6931472f, Low = -1.9046542e-09f;
        var n = FusedMultiplyAdd(x, Create(1.442695f), Create(Magic)) - Create(Magic);
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
        var p = Create(0.0013926204f);
        p = FusedMultiplyAdd(p, r, Create(0.008363195f));
        p = FusedMultiplyAdd(p, r, Create(0.041666556f));
        p = FusedMultiplyAdd(p, r, Create(0.16666576f));
        p = FusedMultiplyAdd(p, r, Create(0.5f));
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
    private static V Power(V n) => ShiftLeft((n + Create(Magic)).AsInt32() + Create(127), 23).AsSingle();

    // x · 2ⁿ, rounded once (where the result is subnormal): by one instruction, or in two steps of which only the last rounds.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V Scale(V x, V n)
    {
        if (Avx512F.IsSupported)
            return Avx512F.Scale(x, n);
        var half = FusedMultiplyAdd(n, Create(0.5f), Create(Magic)) - Create(Magic);
        return x * Power(half) * Power(n - half);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Exp(V x)
    {
        var (n, r, t) = ExpParts(Clamp(x, -104, 89), V.Zero);
        return Scale(Create(1f) + (r + t), n);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Expm1(V x)
    {
        var (n, r, t) = ExpParts(Clamp(x, -30, 89), V.Zero);
        // Half of 2ⁿ (1 + r + t) − 1, so that 2ⁿ does not overflow; the sum of the two large terms with its error.
        var power = Power(n - Create(1f));
        var (rest, part) = (power - Create(0.5f), power * r);
        var sum = rest + part;
        var y = sum + FusedMultiplyAdd(power, t, (rest - sum) + part);
        return ConditionalSelect(LessThan(Abs(x), Create(1e-9f)), x, y + y);
    }

    // e = exp(−|x|) as a sum, 1 / (1 + e) or e / (1 + e) with the quotient corrected by its remainder.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Sigmoid(V x)
    {
        var (n, r, t) = ExpSum(AtLeast(-Abs(x), -110));
        var high = Create(1f) + r;
        var low = ((Create(1f) - high) + r) + t;
        var power = Power(ConditionalSelect(LessThan(n, Create(-60f)), Create(-60f), n));
        var part = power * high;
        var divisor = Create(1f) + part;
        var divisorLow = FusedMultiplyAdd(power, low, (Create(1f) - divisor) + part);
        var positive = GreaterThanOrEqual(x, V.Zero);
        var inverse = Create(1f) / divisor;
        var dividend = ConditionalSelect(positive, Create(1f), high);
        var quotient = dividend * inverse;
        var remainder = FusedMultiplyAdd(-quotient, divisor, dividend) + FusedMultiplyAdd(-quotient, divisorLow, AndNot(low, positive));
        quotient = FusedMultiplyAdd(remainder, inverse, quotient);
        return ConditionalSelect(positive, quotient, Scale(quotient, n));
    }

    // With m = exp(−2|x|) − 1 as a sum: tanh |x| = −m / (2 + m), the quotient corrected by its remainder.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Tanh(V x)
    {
        var (n, r, t) = ExpSum(AtLeast(Create(-2f) * Abs(x), -30));
        var power = Power(n);
        var (rest, part) = (power - Create(1f), power * r);
        var high = rest + part;
        var restLow = power - (rest + Create(1f));
        var low = FusedMultiplyAdd(power, t, ((rest - high) + part) + restLow);
        var divisor = Create(2f) + high;
        var divisorLow = ((Create(2f) - divisor) + high) + low;
        var inverse = Create(1f) / divisor;
        var quotient = high * inverse;
        var remainder = FusedMultiplyAdd(-quotient, divisor, high) + FusedMultiplyAdd(-quotient, divisorLow, low);
        return ConditionalSelect(Create(-0.0f), x, FusedMultiplyAdd(remainder, inverse, quotient));
    }
}
