using System.Runtime.CompilerServices;
using static System.Runtime.Intrinsics.Vector512;
using V = System.Runtime.Intrinsics.Vector512<double>;

namespace Backprop.Numerics;

// Double precision: the error function and its complement.
internal static partial class DoubleFunctions512
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Erf(V x)
    {
        var a = Clamp(Abs(x), 0, 6.5);
        var large = ConditionalSelect(Create(-0.0), x, Create(1.0) - ErfcTail(a));
        return ConditionalSelect(GreaterThanOrEqual(a, Create(1.0)), large, FusedMultiplyAdd(x, ErfFactor(x * x), x));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Erfc(V x)
    {
        var tail = ErfcTail(Clamp(Abs(x), 0, 28));
        // 1 − x as a sum, so that little is rounded.
        var rest = Create(1.0) - x;
        var y = rest + FusedMultiplyAdd(-x, ErfFactor(x * x), (Create(1.0) - rest) - x);
        y = ConditionalSelect(GreaterThan(x, Create(0.75)), tail, y);
        return ConditionalSelect(LessThanOrEqual(x, Create(-1.0)), Create(2.0) - tail, y);
    }

    // E(z), z = x², of erf(x) = x + x E(x²) for |x| ≤ 1.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V ErfFactor(V z)
    {
        var p = Create(5.957176147748911e-11);
        p = FusedMultiplyAdd(p, z, Create(-1.1372848856791674e-09));
        p = FusedMultiplyAdd(p, z, Create(1.4659775274047436e-08));
        p = FusedMultiplyAdd(p, z, Create(-1.6350312701054695e-07));
        p = FusedMultiplyAdd(p, z, Create(1.6461000484121368e-06));
        p = FusedMultiplyAdd(p, z, Create(-1.4925595266831182e-05));
        p = FusedMultiplyAdd(p, z, Create(0.0001205533111164271));
        p = FusedMultiplyAdd(p, z, Create(-0.000854832698083379));
        p = FusedMultiplyAdd(p, z, Create(0.0052239776248180145));
        p = FusedMultiplyAdd(p, z, Create(-0.026866170645076792));
        p = FusedMultiplyAdd(p, z, Create(0.11283791670954879));
        p = FusedMultiplyAdd(p, z, Create(-0.3761263890318375));
        p = FusedMultiplyAdd(p, z, Create(0.1283791670955126));
        return p;
    }

    // erfc(a) = exp(−a²) R(t) / (1 + 2a), t = (a − 2.5) / (a + 2.5), for 0.5 ≤ a ≤ 28; a² as a sum.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V ErfcTail(V a)
    {
        var t = (a - Create(2.5)) / (a + Create(2.5));
        var p = Create(2.0811878178878267e-09);
        p = FusedMultiplyAdd(p, t, Create(2.0101960961267782e-08));
        p = FusedMultiplyAdd(p, t, Create(-2.5062095829878343e-08));
        p = FusedMultiplyAdd(p, t, Create(-1.3161653348468467e-07));
        p = FusedMultiplyAdd(p, t, Create(1.984994419935073e-08));
        p = FusedMultiplyAdd(p, t, Create(5.402153631049041e-07));
        p = FusedMultiplyAdd(p, t, Create(5.330422570066342e-07));
        p = FusedMultiplyAdd(p, t, Create(-1.5887708229676225e-06));
        p = FusedMultiplyAdd(p, t, Create(-4.219289045747933e-06));
        p = FusedMultiplyAdd(p, t, Create(2.60985768625758e-06));
        p = FusedMultiplyAdd(p, t, Create(2.2699776369656196e-05));
        p = FusedMultiplyAdd(p, t, Create(6.265917958063991e-06));
        p = FusedMultiplyAdd(p, t, Create(-0.00011352235847993832));
        p = FusedMultiplyAdd(p, t, Create(-8.847924228122094e-05));
        p = FusedMultiplyAdd(p, t, Create(0.0006321243383364328));
        p = FusedMultiplyAdd(p, t, Create(0.0004918658152723041));
        p = FusedMultiplyAdd(p, t, Create(-0.004382078340015637));
        p = FusedMultiplyAdd(p, t, Create(0.0009318928171108341));
        p = FusedMultiplyAdd(p, t, Create(0.03276089326864391));
        p = FusedMultiplyAdd(p, t, Create(-0.10296705603856397));
        p = FusedMultiplyAdd(p, t, Create(0.1576299190232189));
        p = FusedMultiplyAdd(p, t, Create(-0.0990245395736019));
        p = FusedMultiplyAdd(p, t, Create(-0.1223567630824043));
        p = FusedMultiplyAdd(p, t, Create(1.2648381843668615));
        var square = a * a;
        var (n, r, rest) = ExpParts(-square, FusedMultiplyAdd(-a, a, square));
        // The quotient corrected by its remainder; 1 + 2a as a sum.
        var twice = a + a;
        var divisor = twice + Create(1.0);
        var inverse = Create(1.0) / divisor;
        var quotient = p * inverse;
        var remainder = FusedMultiplyAdd(-quotient, divisor, p) - quotient * ((twice - divisor) + Create(1.0));
        quotient = FusedMultiplyAdd(remainder, inverse, quotient);
        return Scale(FusedMultiplyAdd(quotient, r + rest, quotient), n);
    }
}
