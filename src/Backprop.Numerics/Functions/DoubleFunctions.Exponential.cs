using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using V = System.Runtime.Intrinsics.Vector256<double>;

namespace Backprop.Numerics;

// Double precision: the exponential and what is made of it.
internal static partial class DoubleFunctions
{
    // x + extra = n · ln 2 + r + low; |r| ≤ ½ ln 2, low below its last place. n · High is exact within the fused
    // multiply-add, and r is, too: it is a multiple of the last place of High.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static (V N, V R, V Low) Reduce(V x, V extra)
    {
        const double High = 0.6931471805599453, Low = 2.3190468138462996e-17;
        var n = Fma(x, C(1.4426950408889634), C(Magic)) - C(Magic);
        var high = Fma(n, C(-High), x);
        var low = Fma(n, C(-Low), extra);
        var r = high + low;
        return (n, r, (high - r) + low);
    }

    // exp(x + extra) = 2ⁿ (1 + r + t).
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static (V N, V R, V T) ExpParts(V x, V extra)
    {
        var (n, r, low) = Reduce(x, extra);
        var p = C(2.0914707069612355e-09);
        p = Fma(p, r, C(2.510524515390137e-08));
        p = Fma(p, r, C(2.7557273594799413e-07));
        p = Fma(p, r, C(2.755725533255441e-06));
        p = Fma(p, r, C(2.480158732558584e-05));
        p = Fma(p, r, C(0.00019841269874873975));
        p = Fma(p, r, C(0.0013888888888883737));
        p = Fma(p, r, C(0.00833333333332612));
        p = Fma(p, r, C(0.04166666666666667));
        p = Fma(p, r, C(0.1666666666666667));
        p = Fma(p, r, C(0.5));
        return (n, r, Fma(r * r, p, low));
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
    private static V Power(V n) => Vector256.ShiftLeft((n + C(Magic)).AsInt64() + Vector256.Create(1023L), 52).AsDouble();

    // x · 2ⁿ in two steps, so that only the last one rounds (where the result is subnormal) or overflows.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V Scale(V x, V n)
    {
        var half = Fma(n, C(0.5), C(Magic)) - C(Magic);
        return x * Power(half) * Power(n - half);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Exp(V x)
    {
        var (n, r, t) = ExpParts(Clamp(x, -746, 710), V.Zero);
        return Scale(C(1) + (r + t), n);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Expm1(V x)
    {
        var (n, r, t) = ExpParts(Clamp(x, -50, 710), V.Zero);
        // Half of 2ⁿ (1 + r + t) − 1, so that 2ⁿ does not overflow; the sum of the two large terms with its error.
        var power = Power(n - C(1));
        var (rest, part) = (power - C(0.5), power * r);
        var sum = rest + part;
        var y = sum + Fma(power, t, (rest - sum) + part);
        return Select(LessThan(Abs(x), C(1e-17)), x, y + y);
    }

    // e = exp(−|x|) as a sum, 1 / (1 + e) or e / (1 + e) with the quotient corrected by its remainder.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Sigmoid(V x)
    {
        var (n, r, t) = ExpSum(Clamp(-Abs(x), -750, 0));
        var high = C(1) + r;
        var low = ((C(1) - high) + r) + t;
        var power = Power(Select(LessThan(n, C(-100)), C(-100), n));
        var part = power * high;
        var divisor = C(1) + part;
        var divisorLow = Fma(power, low, (C(1) - divisor) + part);
        var positive = Vector256.GreaterThanOrEqual(x, V.Zero);
        var inverse = C(1) / divisor;
        var dividend = Select(positive, C(1), high);
        var quotient = dividend * inverse;
        var remainder = Fma(-quotient, divisor, dividend) + Fma(-quotient, divisorLow, Vector256.AndNot(low, positive));
        quotient = Fma(remainder, inverse, quotient);
        return Select(positive, quotient, Scale(quotient, n));
    }

    // With m = exp(−2|x|) − 1 as a sum: tanh |x| = −m / (2 + m), the quotient corrected by its remainder.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Tanh(V x)
    {
        var (n, r, t) = ExpSum(Clamp(C(-2) * Abs(x), -50, 0));
        var power = Power(n);
        var (rest, part) = (power - C(1), power * r);
        var high = rest + part;
        var restLow = power - (rest + C(1));
        var low = Fma(power, t, ((rest - high) + part) + restLow);
        var divisor = C(2) + high;
        var divisorLow = ((C(2) - divisor) + high) + low;
        var inverse = C(1) / divisor;
        var quotient = high * inverse;
        var remainder = Fma(-quotient, divisor, high) + Fma(-quotient, divisorLow, low);
        return CopySign(Fma(remainder, inverse, quotient), x);
    }
}
