using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Backprop.Numerics.Kernels;

namespace Backprop.Numerics.Tests;

/// <summary>The functions for vectors of 512 bits are those for 256, bit for bit.</summary>
public sealed class WideFunctionsTests
{
    // Without such vectors the same code runs in software.
    [Fact]
    public void A_wide_vector_gives_the_bits_of_its_halves()
    {
        var random = new Philox(11);
        for (var round = 0U; round < 3000; round++)
        {
            var (a, b) = (Bits(random, round), Bits(random, round + 50_000));
            Check(a.AsSingle(), b.AsSingle());
            Check(a.AsDouble(), b.AsDouble());
            // Usual numbers, too: most patterns of bits are very large or small.
            var (x, y) = (Vector512.Create(4 * random.Uniform(round) - 2, 0.1, -1, 20, -20, 3, random.Uniform(round + 9_000), -0.0), Vector512.Create(0.5 + random.Uniform(round + 70_000)));
            Check(x, y);
            Check(Vector512.Narrow(x, -x), Vector512.Narrow(y, y));
        }
    }

    private static void Check<T>(Vector512<T> x, Vector512<T> y) where T : unmanaged
    {
        Same(nameof(Elementary.Exp), x, Elementary.Exp(x), Elementary.Exp(x.GetLower()), Elementary.Exp(x.GetUpper()));
        Same(nameof(Elementary.Expm1), x, Elementary.Expm1(x), Elementary.Expm1(x.GetLower()), Elementary.Expm1(x.GetUpper()));
        Same(nameof(Elementary.Log), x, Elementary.Log(x), Elementary.Log(x.GetLower()), Elementary.Log(x.GetUpper()));
        Same(nameof(Elementary.Log1p), x, Elementary.Log1p(x), Elementary.Log1p(x.GetLower()), Elementary.Log1p(x.GetUpper()));
        Same(nameof(Elementary.Log2), x, Elementary.Log2(x), Elementary.Log2(x.GetLower()), Elementary.Log2(x.GetUpper()));
        Same(nameof(Elementary.Sqrt), x, Elementary.Sqrt(x), Elementary.Sqrt(x.GetLower()), Elementary.Sqrt(x.GetUpper()));
        Same(nameof(Elementary.Tanh), x, Elementary.Tanh(x), Elementary.Tanh(x.GetLower()), Elementary.Tanh(x.GetUpper()));
        Same(nameof(Elementary.Sigmoid), x, Elementary.Sigmoid(x), Elementary.Sigmoid(x.GetLower()), Elementary.Sigmoid(x.GetUpper()));
        Same(nameof(Elementary.Softplus), x, Elementary.Softplus(x), Elementary.Softplus(x.GetLower()), Elementary.Softplus(x.GetUpper()));
        Same(nameof(Elementary.Erf), x, Elementary.Erf(x), Elementary.Erf(x.GetLower()), Elementary.Erf(x.GetUpper()));
        Same(nameof(Elementary.Erfc), x, Elementary.Erfc(x), Elementary.Erfc(x.GetLower()), Elementary.Erfc(x.GetUpper()));
        Same(nameof(Elementary.Sin), x, Elementary.Sin(x), Elementary.Sin(x.GetLower()), Elementary.Sin(x.GetUpper()));
        Same(nameof(Elementary.Cos), x, Elementary.Cos(x), Elementary.Cos(x.GetLower()), Elementary.Cos(x.GetUpper()));
        Same(nameof(Elementary.Pow), x, Elementary.Pow(x, y), Elementary.Pow(x.GetLower(), y.GetLower()), Elementary.Pow(x.GetUpper(), y.GetUpper()));
        Same(nameof(Vectors.Max), x, Vectors.Max(x, y), Vectors.Max(x.GetLower(), y.GetLower()), Vectors.Max(x.GetUpper(), y.GetUpper()));
        Same(nameof(Vectors.Min), x, Vectors.Min(x, y), Vectors.Min(x.GetLower(), y.GetLower()), Vectors.Min(x.GetUpper(), y.GetUpper()));
        Same(nameof(Vectors.Sign), x, Vectors.Sign(x), Vectors.Sign(x.GetLower()), Vectors.Sign(x.GetUpper()));
        Same(nameof(Vectors.CopySign), x, Vectors.CopySign(x, y), Vectors.CopySign(x.GetLower(), y.GetLower()), Vectors.CopySign(x.GetUpper(), y.GetUpper()));
    }

    // The payload of a NaN is not promised.
    private static void Same<T>(string function, Vector512<T> x, Vector512<T> wide, Vector256<T> low, Vector256<T> high) where T : unmanaged
    {
        var halves = Vector512.Create(low, high);
        var equal = typeof(T) == typeof(float)
            ? Vector512.EqualsAll(wide.AsInt32(), halves.AsInt32()) || Vector512.EqualsAll(Quiet(wide.AsSingle()).AsInt32(), Quiet(halves.AsSingle()).AsInt32())
            : Vector512.EqualsAll(wide.AsInt64(), halves.AsInt64()) || Vector512.EqualsAll(Quiet(wide.AsDouble()).AsInt64(), Quiet(halves.AsDouble()).AsInt64());
        if (!equal)
            Assert.Fail($"{function} of {x}: {wide} instead of {halves}");
    }

    private static Vector512<float> Quiet(Vector512<float> x) => Vector512.ConditionalSelect(Vector512.Equals(x, x), x, Vector512.Create(float.NaN));

    private static Vector512<double> Quiet(Vector512<double> x) => Vector512.ConditionalSelect(Vector512.Equals(x, x), x, Vector512.Create(double.NaN));

    private static Vector512<uint> Bits(Philox random, uint round)
    {
        Span<uint> words = stackalloc uint[16];
        for (var i = 0; i < 4; i++)
            (words[4 * i], words[4 * i + 1], words[4 * i + 2], words[4 * i + 3]) = random.Words((uint)i, round);
        return MemoryMarshal.Read<Vector512<uint>>(MemoryMarshal.AsBytes(words));
    }
}
