using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using V = System.Runtime.Intrinsics.Vector256<double>;

namespace Backprop.Numerics;

// Double precision: the error function and its complement.
internal static partial class DoubleFunctions
{
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static V Erf(V x)
    {
        var a = Clamp(Abs(x), 0, 6.5);
        var large = CopySign(C(1) - ErfcTail(a), x);
        return Select(Vector256.GreaterThanOrEqual(a, C(1)), large, Fma(x, ErfFactor(x * x), x));
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static V Erfc(V x)
    {
        var tail = ErfcTail(Clamp(Abs(x), 0, 28));
        // 1 − x as a sum, so that little is rounded.
        var rest = C(1) - x;
        var y = rest + Fma(-x, ErfFactor(x * x), (C(1) - rest) - x);
        y = Select(Vector256.GreaterThan(x, C(0.75)), tail, y);
        return Select(Vector256.LessThanOrEqual(x, C(-1)), C(2) - tail, y);
    }

    // E(z), z = x², of erf(x) = x + x E(x²) for |x| ≤ 1.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V ErfFactor(V z)
    {
        var p = C(5.957176147748911e-11);
        p = Fma(p, z, C(-1.1372848856791674e-09));
        p = Fma(p, z, C(1.4659775274047436e-08));
        p = Fma(p, z, C(-1.6350312701054695e-07));
        p = Fma(p, z, C(1.6461000484121368e-06));
        p = Fma(p, z, C(-1.4925595266831182e-05));
        p = Fma(p, z, C(0.0001205533111164271));
        p = Fma(p, z, C(-0.000854832698083379));
        p = Fma(p, z, C(0.0052239776248180145));
        p = Fma(p, z, C(-0.026866170645076792));
        p = Fma(p, z, C(0.11283791670954879));
        p = Fma(p, z, C(-0.3761263890318375));
        p = Fma(p, z, C(0.1283791670955126));
        return p;
    }

    // erfc(a) = exp(−a²) R(t) / (1 + 2a), t = (a − 2.5) / (a + 2.5), for 0.5 ≤ a ≤ 28; a² as a sum.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V ErfcTail(V a)
    {
        var t = (a - C(2.5)) / (a + C(2.5));
        var p = C(-2.8411349539492076e-09);
        p = Fma(p, t, C(-5.2939173285029774e-11));
        p = Fma(p, t, C(1.7949366524492418e-08));
        p = Fma(p, t, C(1.3836727664453438e-08));
        p = Fma(p, t, C(-5.460439893068717e-08));
        p = Fma(p, t, C(-1.155859644342792e-07));
        p = Fma(p, t, C(4.826111775956232e-08));
        p = Fma(p, t, C(5.2258873756084e-07));
        p = Fma(p, t, C(5.165695279490863e-07));
        p = Fma(p, t, C(-1.5778034056648782e-06));
        p = Fma(p, t, C(-4.213116402914816e-06));
        p = Fma(p, t, C(2.6056097175831285e-06));
        p = Fma(p, t, C(2.269823502395019e-05));
        p = Fma(p, t, C(6.266977789423221e-06));
        p = Fma(p, t, C(-0.00011352210040922789));
        p = Fma(p, t, C(-8.847941251325557e-05));
        p = Fma(p, t, C(0.0006321243098068891));
        p = Fma(p, t, C(0.0004918658323494133));
        p = Fma(p, t, C(-0.004382078338020093));
        p = Fma(p, t, C(0.0009318928161107367));
        p = Fma(p, t, C(0.03276089326856302));
        p = Fma(p, t, C(-0.10296705603853397));
        p = Fma(p, t, C(0.1576299190232205));
        p = Fma(p, t, C(-0.09902453957360224));
        p = Fma(p, t, C(-0.12235676308240431));
        p = Fma(p, t, C(1.2648381843668615));
        var square = a * a;
        var (n, r, rest) = ExpParts(-square, Fma(-a, a, square));
        // The quotient corrected by its remainder; 1 + 2a as a sum.
        var twice = a + a;
        var divisor = twice + C(1);
        var inverse = C(1) / divisor;
        var quotient = p * inverse;
        var remainder = Fma(-quotient, divisor, p) - quotient * ((twice - divisor) + C(1));
        quotient = Fma(remainder, inverse, quotient);
        return Scale(Fma(quotient, r + rest, quotient), n);
    }
}
