using System.Numerics;
using Backprop.Numerics.Kernels;

namespace Backprop.Numerics.Tests.Kernels;

public sealed class MatrixProductTests
{
    private static readonly Workers[] Threads = [Workers.One, .. new[] { 2, 3, 4, 7, 8 }.Select(Workers.Of)];

    [Fact]
    public void Small_sizes_have_the_definitions_bits()
    {
        var random = new Philox(1, 1);
        for (var trial = 0U; trial < 1500; trial++)
        {
            int m = random.Below(41, 0, trial), n = random.Below(41, 1, trial), k = random.Below(41, 2, trial);
            var flags = random.Word(3, trial);
            Same<float>(m, n, k, (flags & 1) != 0, (flags & 2) != 0, trial);
            Same<double>(m, n, k, (flags & 1) != 0, (flags & 2) != 0, trial);
        }
    }

    [Theory]
    [InlineData(1), InlineData(255), InlineData(256), InlineData(257), InlineData(1023), InlineData(1024), InlineData(1025), InlineData(1281), InlineData(2049)]
    public void Long_chains_have_the_definitions_bits(int k)
    {
        foreach (var (m, n) in new[] { (1, 1), (1, 7), (5, 1), (9, 3), (8, 48), (13, 21), (7, 65), (70, 10), (3, 300), (1, 150), (2, 64), (4, 131) })
            for (var flags = 0; flags < 4; flags++)
            {
                Same<float>(m, n, k, (flags & 1) != 0, (flags & 2) != 0, (uint)k);
                Same<double>(m, n, k, (flags & 1) != 0, (flags & 2) != 0, (uint)k);
            }
    }

    [Theory]
    [InlineData(64, 784, 256), InlineData(256, 64, 300), InlineData(130, 257, 129), InlineData(521, 49, 100), InlineData(1, 1000, 1100), InlineData(3, 520, 1090), InlineData(1000, 2, 257)]
    public void Larger_sizes_have_the_definitions_bits_with_any_number_of_threads(int m, int n, int k)
    {
        for (var flags = 0; flags < 4; flags++)
            foreach (var workers in Threads)
                Same<float>(m, n, k, (flags & 1) != 0, (flags & 2) != 0, 5, workers);
    }

    [Fact]
    public void Infinities_and_NaNs_stay_in_their_rows_and_columns()
    {
        foreach (var (m, n, k) in new[] { (10, 10, 10), (9, 37, 20), (17, 3, 5), (4, 1, 40) })
        {
            var a = Values<float>(m * k, 1);
            var b = Values<float>(k * n, 2);
            a[2 * k] = float.NaN;
            b[n - 1] = float.PositiveInfinity;
            var (fast, slow) = (new float[m * n], new float[m * n]);
            MatrixProduct.Multiply<float>(a, false, b, false, fast, m, n, k, Workers.One);
            MatrixProductReference.Multiply<float>(a, false, b, false, slow, m, n, k);
            Assert.Equal(slow, fast);
            Assert.Equal(n == 1 ? 0 : n - 1, fast.AsSpan(0, n).ToArray().Count(float.IsFinite));
            Assert.Equal(n, fast.AsSpan(2 * n, n).ToArray().Count(float.IsNaN));
        }
    }

    [Fact]
    public void No_elements_of_k_give_zero() =>
        Assert.All(Product<float>([], [], 2, 3, 0, false, false, false, Workers.One).Concat(Product<float>([], [], 2, 3, 0, false, false, true, Workers.One)), x => Assert.Equal(0, x));

    [Fact]
    public void Too_short_a_span_is_named()
    {
        var error = Assert.Throws<ShapeException>(() => MatrixProduct.Multiply<float>(new float[5], false, new float[6], false, new float[4], 2, 2, 3, Workers.One));
        Assert.Contains("[2, 3] · [3, 2] → [2, 2] was given 5, 6 and 4", error.Message);
    }

    [Theory]
    [InlineData(1), InlineData(2)]
    public void A_product_allocates_nothing(int threads)
    {
        var workers = Workers.Of(threads);
        foreach (var (m, n, k) in new[] { (130, 130, 130), (32, 4, 16), (50, 10, 1030), (1, 513, 70) })
        {
            var (a, b, c) = (new float[m * k], new float[k * n], new float[m * n]);
            var packed = new float[PackedMatrix.Length<float>(k, n)];
            for (var i = 0; i < 20; i++)
                Run(); // any thread may take any part: by now each had every one
            var before = GC.GetAllocatedBytesForCurrentThread();
            for (var i = 0; i < 10; i++)
                Run();
            Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);

            void Run()
            {
                for (var flags = 0; flags < 4; flags++)
                    MatrixProduct.Multiply<float>(a, (flags & 1) != 0, b, (flags & 2) != 0, c, m, n, k, workers);
                PackedMatrix.Pack<float>(b, true, packed, k, n, workers);
                PackedMatrix.Multiply<float>(a, false, packed, c, m, n, k, workers);
            }
        }
    }

    [Fact]
    public void A_packed_matrix_is_not_longer_than_it_must_be() =>
        Assert.All(
            Enumerable.Range(0, 200),
            n => Assert.InRange(PackedMatrix.Length<float>(7, n), 7 * n, n == 1 ? 7 : 7 * ((n + 15) / 16 * 16)));

    [Fact]
    public void Too_short_a_packed_matrix_is_named()
    {
        var error = Assert.Throws<ShapeException>(() => PackedMatrix.Multiply<float>(new float[6], false, new float[5], new float[4], 2, 2, 3, Workers.One));
        Assert.Contains("[2, 3] · packed [3, 2] → [2, 2] was given 6, 5 and 4", error.Message);
        error = Assert.Throws<ShapeException>(() => PackedMatrix.Pack<float>(new float[5], true, new float[500], 3, 2, Workers.One));
        Assert.Contains("packing [3, 2] needs 6 and ", error.Message);
    }

    private static void Same<T>(int m, int n, int k, bool transposeA, bool transposeB, uint seed, Workers? workers = null)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var a = Values<T>(m * k, seed);
        var b = Values<T>(k * n, seed + 1000);
        var slow = new T[m * n];
        MatrixProductReference.Multiply<T>(a, transposeA, b, transposeB, slow, m, n, k);
        Check("", Product(a, b, m, n, k, transposeA, transposeB, false, workers ?? Workers.One));
        Check("packed ", Product(a, b, m, n, k, transposeA, transposeB, true, workers ?? Workers.One));

        void Check(string how, T[] fast)
        {
            for (var i = 0; i < m * n; i++)
                Assert.True(
                    BitConverter.DoubleToInt64Bits(double.CreateTruncating(slow[i])) == BitConverter.DoubleToInt64Bits(double.CreateTruncating(fast[i])),
                    $"{how}[{m}, {n}, {k}] transposed {transposeA}, {transposeB}: element {i} is {fast[i]}, not {slow[i]}");
        }
    }

    /// <summary>The result stands in the middle of a larger array whose rest must stay as it was; so does the packed matrix.</summary>
    private static T[] Product<T>(T[] a, T[] b, int m, int n, int k, bool transposeA, bool transposeB, bool pack, Workers workers)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        const int Border = 64;
        var c = new T[m * n + 2 * Border];
        Array.Fill(c, T.CreateChecked(77));
        if (pack)
        {
            var room = new T[PackedMatrix.Length<T>(k, n) + 2 * Border];
            Array.Fill(room, T.CreateChecked(78));
            var packed = room.AsSpan(Border..^Border);
            PackedMatrix.Pack<T>(b, transposeB, packed, k, n, workers);
            PackedMatrix.Multiply<T>(a, transposeA, packed, c.AsSpan(Border, m * n), m, n, k, workers);
            Assert.All(room[..Border].Concat(room[^Border..]), x => Assert.Equal(T.CreateChecked(78), x));
        }
        else
        {
            MatrixProduct.Multiply<T>(a, transposeA, b, transposeB, c.AsSpan(Border, m * n), m, n, k, workers);
        }

        Assert.All(c[..Border].Concat(c[^Border..]), x => Assert.Equal(T.CreateChecked(77), x));
        return c[Border..^Border];
    }

    internal static T[] Values<T>(int count, uint seed) where T : unmanaged, IFloatingPointIeee754<T>
    {
        var random = new Philox(seed, 42);
        var values = new T[count];
        for (var i = 0U; i < values.Length; i++)
            values[i] = T.CreateTruncating(random.Uniform(i) * 2 - 1);
        return values;
    }
}
