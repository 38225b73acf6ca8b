using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using V = System.Runtime.Intrinsics.Vector256<double>;

namespace Backprop.Numerics;

// Double precision: sine and cosine.
internal static partial class DoubleFunctions
{
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static V Sin(V x) => Select(Vector256.Equals(x, V.Zero), x, Turn(x, 0));

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static V Cos(V x) => Turn(x, 1);

    // sin(x + quarters · π/2): x = n · π/2 + r + low, then the sine or cosine of r by the parity of n, the sign by its
    // second bit.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V Turn(V x, long quarters)
    {
        // π/2 as a sum of three. x − n · First is exact within the fused multiply-add.
        const double First = 1.5707963267948966, Second = 6.123233995736766e-17, Third = -1.4973849048591698e-33;
        var shifted = Fma(x, C(0.6366197723675814), C(Magic));
        var n = shifted - C(Magic);
        var turns = shifted.AsInt64();
        var start = Fma(n, C(-First), x);
        var part = n * C(Second);
        var difference = start - part;
        var back = difference - start;
        var rest = (start - (difference - back)) - (part + back);
        rest -= Fma(n, C(Second), -part);
        rest = Fma(n, C(-Third), rest);
        var r = difference + rest;
        var low = (difference - r) + rest;
        if (Vector256.GreaterThanAny(Abs(x), C(1 << 30)))
            ReduceLarge(x, ref turns, ref r, ref low);

        var z = r * r;
        var halfSquare = C(0.5) * z;
        var whole = C(1) - halfSquare;
        var sine = C(-7.586682497157786e-13);
        sine = Fma(sine, z, C(1.6058531370931902e-10));
        sine = Fma(sine, z, C(-2.505210623088241e-08));
        sine = Fma(sine, z, C(2.755731921933466e-06));
        sine = Fma(sine, z, C(-0.0001984126984126506));
        sine = Fma(sine, z, C(0.008333333333333331));
        sine = Fma(sine, z, C(-0.16666666666666666));
        sine = r + Fma(z * r, sine, low * whole);
        var cosine = C(4.7458637732829623e-14);
        cosine = Fma(cosine, z, C(-1.1470460749696862e-11));
        cosine = Fma(cosine, z, C(2.0876755790210228e-09));
        cosine = Fma(cosine, z, C(-2.755731922140032e-07));
        cosine = Fma(cosine, z, C(2.4801587301584642e-05));
        cosine = Fma(cosine, z, C(-0.0013888888888888887));
        cosine = Fma(cosine, z, C(0.041666666666666664));
        cosine = whole + (((C(1) - whole) - halfSquare) + Fma(z * z, cosine, -(r * low)));

        turns += Vector256.Create(quarters);
        var odd = Vector256.Equals(turns & Vector256<long>.One, Vector256<long>.One).AsDouble();
        return Select(odd, cosine, sine) ^ (Vector256.ShiftLeft(turns, 62).AsDouble() & C(-0.0));
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void ReduceLarge(V x, ref Vector256<long> turns, ref V r, ref V low)
    {
        for (var lane = 0; lane < V.Count; lane++)
        {
            if (!(double.Abs(x[lane]) > 1 << 30))
                continue;
            var (quarter, high, rest) = PiReduction.Reduce(x[lane]);
            turns = turns.WithElement(lane, quarter);
            r = r.WithElement(lane, high);
            low = low.WithElement(lane, rest);
        }
    }
}
