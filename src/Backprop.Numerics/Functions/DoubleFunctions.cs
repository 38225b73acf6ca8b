using System.Runtime.CompilerServices;
using static System.Runtime.Intrinsics.Vector256;
using V = System.Runtime.Intrinsics.Vector256<double>;

namespace Backprop.Numerics;

// Double precision: what all functions use. A function's lanes are independent; every operation is exact or rounded once,
// so its bits are the same with any instruction set. Polynomials: coefficients.py of the tests derives and checks them.
internal static partial class DoubleFunctions
{
    // Adding it rounds to a whole number, to be found in the last bits.
    private const double Magic = 1.5 * One;

    // The number whose last place is 1.
    private const double One = 4503599627370496.0;

    // ln 2 = Ln2Short + Ln2Rest, the first short enough to be multiplied by any exponent without rounding.
    private const double Ln2Short = 0.6931471803691238, Ln2Rest = 1.9082149292705877e-10;

    // NaN stays.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V Clamp(V x, double least, double most)
    {
        x = AtLeast(x, least);
        return ConditionalSelect(GreaterThan(x, Create(most)), Create(most), x);
    }

    // NaN stays.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V AtLeast(V x, double least) => ConditionalSelect(LessThan(x, Create(least)), Create(least), x);
}
