using System.Runtime.CompilerServices;
using static System.Runtime.Intrinsics.Vector256;
using V = System.Runtime.Intrinsics.Vector256<float>;

namespace Backprop.Numerics;

// Single precision: what all functions use. A function's lanes are independent; every operation is exact or rounded once,
// so its bits are the same with any instruction set. Polynomials: coefficients.py of the tests derives and checks them.
internal static partial class SingleFunctions
{
    // Adding it rounds to a whole number, to be found in the last bits.
    private const float Magic = 1.5f * One;

    // The number whose last place is 1.
    private const float One = 8388608f;

    // ln 2 = Ln2Short + Ln2Rest, the first short enough to be multiplied by any exponent without rounding.
    private const float Ln2Short = 0.69311523f, Ln2Rest = 3.1946183e-05f;

    // NaN stays.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V Clamp(V x, float least, float most)
    {
        x = AtLeast(x, least);
        return ConditionalSelect(GreaterThan(x, Create(most)), Create(most), x);
    }

    // NaN stays.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V AtLeast(V x, float least) => ConditionalSelect(LessThan(x, Create(least)), Create(least), x);
}
