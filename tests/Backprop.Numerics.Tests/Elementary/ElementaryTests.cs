using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Backprop.Numerics.Kernels;

namespace Backprop.Numerics.Tests;

public sealed class ElementaryTests
{
    private const double Inf = double.PositiveInfinity, NaN = double.NaN, Tiny = 5e-324;

    // (function, x, value); −0 is told from +0.
    public static TheoryData<string, double, double> SpecialValues => new()
    {
        { "exp", 0, 1 }, { "exp", -0.0, 1 }, { "exp", Inf, Inf }, { "exp", -Inf, 0 }, { "exp", 1000, Inf }, { "exp", -1000, 0 },
        { "exp", Tiny, 1 },
        { "expm1", 0, 0 }, { "expm1", -0.0, -0.0 }, { "expm1", Inf, Inf }, { "expm1", -Inf, -1 }, { "expm1", 1000, Inf },
        { "log", 0, -Inf }, { "log", -0.0, -Inf }, { "log", 1, 0 }, { "log", Inf, Inf }, { "log", -1, NaN }, { "log", -Inf, NaN },
        { "log1p", 0, 0 }, { "log1p", -0.0, -0.0 }, { "log1p", -1, -Inf }, { "log1p", -2, NaN }, { "log1p", Inf, Inf }, { "log1p", -Inf, NaN },
        { "log2", 1, 0 }, { "log2", 8, 3 }, { "log2", 0.25, -2 }, { "log2", 0, -Inf }, { "log2", Inf, Inf }, { "log2", -1, NaN },
        { "tanh", 0, 0 }, { "tanh", -0.0, -0.0 }, { "tanh", Inf, 1 }, { "tanh", -Inf, -1 }, { "tanh", 100, 1 }, { "tanh", -100, -1 },
        { "sigmoid", 0, 0.5 }, { "sigmoid", -0.0, 0.5 }, { "sigmoid", Inf, 1 }, { "sigmoid", -Inf, 0 }, { "sigmoid", -1000, 0 },
        { "softplus", Inf, Inf }, { "softplus", -Inf, 0 }, { "softplus", 1000, 1000 }, { "softplus", -1000, 0 },
        { "erf", 0, 0 }, { "erf", -0.0, -0.0 }, { "erf", Inf, 1 }, { "erf", -Inf, -1 }, { "erf", 7, 1 },
        { "erfc", 0, 1 }, { "erfc", -0.0, 1 }, { "erfc", Inf, 0 }, { "erfc", -Inf, 2 }, { "erfc", 30, 0 },
        { "sin", 0, 0 }, { "sin", -0.0, -0.0 }, { "sin", Inf, NaN }, { "sin", -Inf, NaN },
        { "cos", 0, 1 }, { "cos", -0.0, 1 }, { "cos", Inf, NaN }, { "cos", -Inf, NaN },
    };

    [Theory]
    [MemberData(nameof(SpecialValues))]
    public void Special_values(string name, double x, double value)
    {
        var function = Functions.All.Single(f => f.Name == name);
        Assert.Equal(BitConverter.DoubleToInt64Bits(value), BitConverter.DoubleToInt64Bits(Quiet(function.Double(x))));
        if (Math.Abs(x) is not Tiny)
            Assert.Equal(BitConverter.SingleToInt32Bits((float)value), BitConverter.SingleToInt32Bits((float)Quiet(function.Single((float)x))));
    }

    [Fact]
    public void NaN_stays_NaN()
    {
        foreach (var function in Functions.All)
        {
            Assert.True(double.IsNaN(function.Double(NaN)), function.Name);
            Assert.True(float.IsNaN(function.Single(float.NaN)), function.Name);
        }
    }

    // The cases of C99's annex F.
    [Fact]
    public void Powers_follow_C99()
    {
        (double X, double Y, double Value)[] cases =
        [
            (0.0, 0.0, 1.0), (NaN, 0.0, 1.0), (1.0, NaN, 1.0), (1.0, Inf, 1.0), (-1.0, Inf, 1.0),
            (-1.0, -Inf, 1.0), (NaN, 1.0, NaN), (2.0, NaN, NaN), (0.0, 3.0, 0.0), (-0.0, 3.0, -0.0),
            (-0.0, 2.0, 0.0), (0.0, -3.0, Inf), (-0.0, -3.0, -Inf), (-0.0, -2.0, Inf), (-0.0, 0.5, 0.0),
            (-8.0, 3.0, -512.0), (-8.0, 2.0, 64.0), (-8.0, -1.0, -0.125), (-8.0, 0.5, NaN), (-8.0, 1e300, Inf),
            (-Inf, 0.5, Inf), (-Inf, 3.0, -Inf), (-Inf, 2.0, Inf), (-Inf, -3.0, -0.0), (-Inf, -2.0, 0.0),
            (Inf, 0.1, Inf), (Inf, -0.1, 0.0), (0.5, Inf, 0.0), (0.5, -Inf, Inf), (2.0, Inf, Inf),
            (2.0, -Inf, 0.0), (0.0, Inf, 0.0), (0.0, -Inf, Inf), (2.0, 10.0, 1024.0), (3.0, 4.0, 81.0),
        ];
        foreach (var (x, y, value) in cases)
        {
            Assert.Equal(BitConverter.DoubleToInt64Bits(value), BitConverter.DoubleToInt64Bits(Quiet(Elementary.Pow(x, y))));
            if (y < 1e30 || double.IsInfinity(y))
                Assert.Equal(BitConverter.SingleToInt32Bits((float)value), BitConverter.SingleToInt32Bits((float)Quiet(Elementary.Pow((float)x, (float)y))));
        }
    }

    [Fact]
    public void A_number_alone_gives_the_bits_it_gives_in_every_lane_of_a_vector()
    {
        var (single, @double) = Grid(4099);
        foreach (var function in Functions.All)
        {
            foreach (var shift in new[] { 0, 1, 2, 3, 5, 7 })
            {
                var (x, xs) = (@double[shift..], single[shift..]);
                var (y, ys) = (new double[x.Length], new float[xs.Length]);
                function.MapDouble(x, y);
                function.MapSingle(xs, ys);
                for (var i = 0; i < x.Length; i++)
                {
                    Assert.Equal(BitConverter.DoubleToInt64Bits(function.Double(x[i])), BitConverter.DoubleToInt64Bits(y[i]));
                    Assert.Equal(BitConverter.SingleToInt32Bits(function.Single(xs[i])), BitConverter.SingleToInt32Bits(ys[i]));
                }
            }
        }
    }

    // Whoever sees another hash on another machine, or with instruction sets switched off, has found a defect.
    [Fact]
    public void Golden_bits()
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var (single, @double) = Grid(20011);
        var (y, ys) = (new double[@double.Length], new float[single.Length]);
        foreach (var function in Functions.All)
        {
            function.MapDouble(@double, y);
            function.MapSingle(single, ys);
            Append();
        }

        double[] exponents = [2, 0.5, -1, 3, 1.0 / 3, -7.25, 31];
        foreach (var exponent in exponents)
        {
            Elementwise.Zip<Functions.PowKernel, double>(@double, [exponent], y);
            Elementwise.Zip<Functions.PowKernel, float>(single, [(float)exponent], ys);
            Append();
        }

        RandomFill.Normal(new Philox(1, 2), 3, y.AsSpan());
        RandomFill.Normal(new Philox(1, 2), 3, ys.AsSpan());
        Append();
        RandomFill.Uniform(new Philox(1, 2), 3, y.AsSpan());
        RandomFill.Uniform(new Philox(1, 2), 3, ys.AsSpan());
        Append();
        Assert.Equal("9e1ebc982a74c39c", Convert.ToHexStringLower(hash.GetHashAndReset()[..8]));

        void Append()
        {
            // NaN payloads are not promised.
            for (var i = 0; i < y.Length; i++)
                (y[i], ys[i]) = (Quiet(y[i]), (float)Quiet(ys[i]));
            hash.AppendData(MemoryMarshal.AsBytes<double>(y));
            hash.AppendData(MemoryMarshal.AsBytes<float>(ys));
        }
    }

    private static double Quiet(double x) => double.IsNaN(x) ? double.NaN : x;

    // Half of them of every size there is, half of usual size; without libm.
    private static (float[] Single, double[] Double) Grid(int count)
    {
        var random = new Philox(20);
        var (single, @double) = (new float[count], new double[count]);
        for (var i = 0U; i < count; i++)
        {
            var (a, b, c, _) = random.Words(i);
            var usual = (a * (1.0 / (1UL << 32)) - 0.5) * (i % 4 == 0 ? 4 : 60);
            (@double[i], single[i]) = i % 2 == 0
                ? (usual, (float)usual)
                : (BitConverter.UInt64BitsToDouble(((ulong)a << 32) | b), BitConverter.UInt32BitsToSingle(c));
        }

        return (single, @double);
    }
}
