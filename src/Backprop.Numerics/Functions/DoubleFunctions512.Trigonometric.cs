using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using static System.Runtime.Intrinsics.Vector512;
using V = System.Runtime.Intrinsics.Vector512<double>;

namespace Backprop.Numerics;

// Double precision: sine and cosine.
internal static partial class DoubleFunctions512
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Sin(V x) => ConditionalSelect(Vector512.Equals(x, V.Zero), x, Turn(x, 0));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Cos(V x) => Turn(x, 1);

    // sin(x + quarters · π/2): x = n · π/2 + r + low, then the sine or cosine of r by the parity of n, the sign by its
    // second bit.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V Turn(V x, long quarters)
    {
        // π/2 as a sum of three. x − n · First is exact within the fused multiply-add.
        const double First = 1.5707963267948966, Second = 6.123233995736766e-17, Third = -1.4973849048591698e-33;
        var shifted = FusedMultiplyAdd(x, Create(0.6366197723675814), Create(Magic));
        var n = shifted - Create(Magic);
        var turns = shifted.AsInt64();
        var start = FusedMultiplyAdd(n, Create(-First), x);
        var part = n * Create(Second);
        var difference = start - part;
        var back = difference - start;
        var rest = (start - (difference - back)) - (part + back);
        rest -= FusedMultiplyAdd(n, Create(Second), -part);
        rest = FusedMultiplyAdd(n, Create(-Third), rest);
        var r = difference + rest;
        var low = (difference - r) + rest;
        if (GreaterThanAny(Abs(x), Create(1073741824.0)))
            ReduceLarge(x, ref turns, ref r, ref low);

        var z = r * r;
        var halfSquare = Create(0.5) * z;
        var whole = Create(1.0) - halfSquare;
        var sine = Create(-7.586682497157786e-13);
        sine = FusedMultiplyAdd(sine, z, Create(1.6058531370931902e-10));
        sine = FusedMultiplyAdd(sine, z, Create(-2.505210623088241e-08));
        sine = FusedMultiplyAdd(sine, z, Create(2.755731921933466e-06));
        sine = FusedMultiplyAdd(sine, z, Create(-0.0001984126984126506));
        sine = FusedMultiplyAdd(sine, z, Create(0.008333333333333331));
        sine = FusedMultiplyAdd(sine, z, Create(-0.16666666666666666));
        sine = r + FusedMultiplyAdd(z * r, sine, low * whole);
        var cosine = Create(4.7458637732829623e-14);
        cosine = FusedMultiplyAdd(cosine, z, Create(-1.1470460749696862e-11));
        cosine = FusedMultiplyAdd(cosine, z, Create(2.0876755790210228e-09));
        cosine = FusedMultiplyAdd(cosine, z, Create(-2.755731922140032e-07));
        cosine = FusedMultiplyAdd(cosine, z, Create(2.4801587301584642e-05));
        cosine = FusedMultiplyAdd(cosine, z, Create(-0.0013888888888888887));
        cosine = FusedMultiplyAdd(cosine, z, Create(0.041666666666666664));
        cosine = whole + (((Create(1.0) - whole) - halfSquare) + FusedMultiplyAdd(z * z, cosine, -(r * low)));

        turns += Create(quarters);
        var odd = Vector512.Equals(turns & Vector512<long>.One, Vector512<long>.One).AsDouble();
        return ConditionalSelect(odd, cosine, sine) ^ (ShiftLeft(turns, 62).AsDouble() & Create(-0.0));
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void ReduceLarge(V x, ref Vector512<long> turns, ref V r, ref V low)
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
