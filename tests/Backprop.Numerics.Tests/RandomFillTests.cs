namespace Backprop.Numerics.Tests;

public sealed class RandomFillTests
{
    private static readonly Philox Stream = new(11, 0x123456789ABCDEF0);

    [Fact]
    public void Many_blocks_at_once_are_the_blocks_one_by_one()
    {
        var words = new uint[332];
        PhiloxWords.Fill(Stream, 9, uint.MaxValue - 20, words);
        for (var i = 0U; i < words.Length; i += 4)
            Assert.Equal(Stream.Words(uint.MaxValue - 20 + i / 4, 9), (words[i], words[i + 1], words[i + 2], words[i + 3]));
    }

    [Fact]
    public void An_element_depends_on_its_index_alone()
    {
        var (u, n, b) = (new double[5000], new double[5000], new bool[5000]);
        var (us, ns) = (new float[5000], new float[5000]);
        RandomFill.Uniform(Stream, 1, u.AsSpan());
        RandomFill.Normal(Stream, 1, n.AsSpan());
        RandomFill.Uniform(Stream, 1, us.AsSpan());
        RandomFill.Normal(Stream, 1, ns.AsSpan());
        RandomFill.Bernoulli(Stream, 1, 0.3, b);
        foreach (var length in (int[])[0, 1, 2, 3, 4, 5, 31, 63, 256, 257, 511, 513, 1025])
        {
            var (x, xs, xb) = (new double[length], new float[length], new bool[length]);
            RandomFill.Uniform(Stream, 1, x.AsSpan());
            Assert.Equal(u[..length], x);
            RandomFill.Normal(Stream, 1, x.AsSpan());
            Assert.Equal(n[..length], x);
            RandomFill.Uniform(Stream, 1, xs.AsSpan());
            Assert.Equal(us[..length], xs);
            RandomFill.Normal(Stream, 1, xs.AsSpan());
            Assert.Equal(ns[..length], xs);
            RandomFill.Bernoulli(Stream, 1, 0.3, xb);
            Assert.Equal(b[..length], xb);
            RandomFill.Mask(Stream, 1, 0.3, 2f, xs.AsSpan());
            Assert.Equal(b[..length].Select(kept => kept ? 2f : 0f), xs);
        }

        for (var i = 0U; i < u.Length; i++)
        {
            Assert.Equal(Stream.Uniform(i, 1), u[i]);
            Assert.Equal((Stream.Word(i, 1) >> 8) / 16777216f, us[i]);
        }
    }

    [Fact]
    public void Moments_are_those_of_the_distribution()
    {
        const int N = 1_000_000;
        var (x, xs, b) = (new double[N], new float[N], new bool[N]);
        RandomFill.Uniform(Stream, 2, x.AsSpan());
        RandomFill.Uniform(Stream, 2, xs.AsSpan());
        foreach (var u in (double[][])[x, Array.ConvertAll(xs, v => (double)v)])
        {
            Assert.All(u, v => Assert.InRange(v, 0, Math.BitDecrement(1.0)));
            Assert.Equal(0.5, u.Average(), 0.002);
            Assert.Equal(1.0 / 12, u.Average(v => (v - 0.5) * (v - 0.5)), 0.0005);
        }

        RandomFill.Normal(Stream, 2, x.AsSpan());
        RandomFill.Normal(Stream, 2, xs.AsSpan());
        foreach (var z in (double[][])[x, Array.ConvertAll(xs, v => (double)v)])
        {
            // Five standard errors: 1/√N, √2/√N, √15/√N, √96/√N.
            Assert.Equal(0, z.Average(), 0.005);
            Assert.Equal(1, z.Average(v => v * v), 0.0071);
            Assert.Equal(0, z.Average(v => v * v * v), 0.0194);
            Assert.Equal(3, z.Average(v => v * v * v * v), 0.049);
            Assert.Equal(0.158655, z.Count(v => v > 1) / (double)N, 0.002);
            Assert.Equal(0, z.Zip(z.Skip(1), (p, q) => p * q).Average(), 0.005);
            Assert.InRange(z.Max(), 4, 9);
        }

        RandomFill.Bernoulli(Stream, 2, 0.3, b);
        Assert.Equal(0.3, b.Count(v => v) / (double)N, 0.0023);
        RandomFill.Bernoulli(Stream, 2, 1, b);
        Assert.DoesNotContain(false, b);
        RandomFill.Bernoulli(Stream, 2, 0, b);
        Assert.DoesNotContain(true, b);
        Assert.Throws<SettingsException>(() => RandomFill.Bernoulli(Stream, 2, double.NaN, b));
    }
}
