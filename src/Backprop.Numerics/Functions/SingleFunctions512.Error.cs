using System.Runtime.CompilerServices;
using static System.Runtime.Intrinsics.Vector512;
using V = System.Runtime.Intrinsics.Vector512<float>;

namespace Backprop.Numerics;

// Single precision: the error function directly, others through double precision.
internal static partial class SingleFunctions512
{
    // x + x E(x²) for |x| < 1, then 1 − exp(log erfc), which is 1 from 4 on.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Erf(V x)
    {
        var z = x * x;
        var p = Create(7.875875e-05f);
        p = FusedMultiplyAdd(p, z, Create(-0.00080168643f));
        p = FusedMultiplyAdd(p, z, Create(0.0051890872f));
        p = FusedMultiplyAdd(p, z, Create(-0.026854211f));
        p = FusedMultiplyAdd(p, z, Create(0.11283594f));
        p = FusedMultiplyAdd(p, z, Create(-0.37612626f));
        p = FusedMultiplyAdd(p, z, Create(0.12837917f));
        var centre = FusedMultiplyAdd(x, p, x);
        var a = Clamp(Abs(x), 1, 4);
        var u = a - Create(1f);
        var q = Create(1.6371514e-06f);
        q = FusedMultiplyAdd(q, u, Create(-3.296083e-05f));
        q = FusedMultiplyAdd(q, u, Create(0.00032023957f));
        q = FusedMultiplyAdd(q, u, Create(-0.0020543009f));
        q = FusedMultiplyAdd(q, u, Create(0.010077808f));
        q = FusedMultiplyAdd(q, u, Create(-0.04157574f));
        q = FusedMultiplyAdd(q, u, Create(-0.8431047f));
        q = FusedMultiplyAdd(q, u, Create(-2.6389678f));
        q = FusedMultiplyAdd(q, u, Create(-1.8496056f));
        var (n, r, t) = ExpParts(q, V.Zero);
        var large = ConditionalSelect(Create(-0.0f), x, Create(1f) - Scale(Create(1f) + (r + t), n));
        return ConditionalSelect(GreaterThan(Abs(x), Create(1f)), large, centre);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Erfc(V x)
    {
        var (low, high) = Widen(x);
        return Narrow(DoubleFunctions512.Erfc(low), DoubleFunctions512.Erfc(high));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Log2(V x)
    {
        var (low, high) = Widen(x);
        return Narrow(DoubleFunctions512.Log2(low), DoubleFunctions512.Log2(high));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Sin(V x)
    {
        var (low, high) = Widen(x);
        return Narrow(DoubleFunctions512.Sin(low), DoubleFunctions512.Sin(high));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Cos(V x)
    {
        var (low, high) = Widen(x);
        return Narrow(DoubleFunctions512.Cos(low), DoubleFunctions512.Cos(high));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Pow(V x, V y)
    {
        var ((xLow, xHigh), (yLow, yHigh)) = (Widen(x), Widen(y));
        return Narrow(DoubleFunctions512.Pow(xLow, yLow), DoubleFunctions512.Pow(xHigh, yHigh));
    }
}
