using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using V = System.Runtime.Intrinsics.Vector256<float>;

namespace Backprop.Numerics;

// Single precision: the error function directly, others through double precision.
internal static partial class SingleFunctions
{
    // x + x E(x²) for |x| < 1, then 1 − exp(log erfc), which is 1 from 4 on.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Erf(V x)
    {
        var z = x * x;
        var p = C(7.875875e-05f);
        p = Fma(p, z, C(-0.00080168643f));
        p = Fma(p, z, C(0.0051890872f));
        p = Fma(p, z, C(-0.026854211f));
        p = Fma(p, z, C(0.11283594f));
        p = Fma(p, z, C(-0.37612626f));
        p = Fma(p, z, C(0.12837917f));
        var centre = Fma(x, p, x);
        var a = Clamp(Abs(x), 1, 4);
        var u = a - C(1);
        var q = C(1.6371514e-06f);
        q = Fma(q, u, C(-3.296083e-05f));
        q = Fma(q, u, C(0.00032023957f));
        q = Fma(q, u, C(-0.0020543009f));
        q = Fma(q, u, C(0.010077808f));
        q = Fma(q, u, C(-0.04157574f));
        q = Fma(q, u, C(-0.8431047f));
        q = Fma(q, u, C(-2.6389678f));
        q = Fma(q, u, C(-1.8496056f));
        var (n, r, t) = ExpParts(q, V.Zero);
        var large = CopySign(C(1) - (C(1) + (r + t)) * Power(n), x);
        return Select(Vector256.GreaterThan(Abs(x), C(1)), large, centre);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static V Erfc(V x)
    {
        var (low, high) = Vector256.Widen(x);
        return Vector256.Narrow(DoubleFunctions.Erfc(low), DoubleFunctions.Erfc(high));
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static V Log2(V x)
    {
        var (low, high) = Vector256.Widen(x);
        return Vector256.Narrow(DoubleFunctions.Log2(low), DoubleFunctions.Log2(high));
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static V Sin(V x)
    {
        var (low, high) = Vector256.Widen(x);
        return Vector256.Narrow(DoubleFunctions.Sin(low), DoubleFunctions.Sin(high));
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static V Cos(V x)
    {
        var (low, high) = Vector256.Widen(x);
        return Vector256.Narrow(DoubleFunctions.Cos(low), DoubleFunctions.Cos(high));
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static V Pow(V x, V y)
    {
        var ((xLow, xHigh), (yLow, yHigh)) = (Vector256.Widen(x), Vector256.Widen(y));
        return Vector256.Narrow(DoubleFunctions.Pow(xLow, yLow), DoubleFunctions.Pow(xHigh, yHigh));
    }
}
