using System.Numerics;
using Backprop.Numerics.Kernels;

namespace Backprop.Numerics.Tests.Kernels;

public sealed class ReductionTests
{
    [Fact]
    public void Rows_of_every_length_have_the_definitions_bits()
    {
        for (var n = 0; n <= 256; n++)
        {
            Same<float>([3, n], [1], (uint)n);
            Same<double>([3, n], [1], (uint)n);
        }
    }

    [Fact]
    public void Columns_of_every_length_have_the_definitions_bits()
    {
        for (var n = 0; n <= 100; n++)
        {
            Same<float>([n, 7], [0], (uint)n);
            Same<float>([37, n], [0], (uint)n);
            Same<double>([2, n, 9], [1], (uint)n);
            Same<double>([40, n], [0], (uint)n);
        }
    }

    [Fact]
    public void Every_set_of_axes_has_the_definitions_bits()
    {
        foreach (var shape in new Shape[] { [], [1], [5], [4, 6], [3, 1, 5], [2, 3, 4, 5], [3, 70, 2, 1], [2, 5, 3, 2, 9], [0, 3], [3, 0, 2], [1, 1, 1], [3, 2, 37], [5, 3, 9, 4] })
            for (var set = 0; set < 1 << shape.Rank; set++)
            {
                var axes = Enumerable.Range(0, shape.Rank).Where(x => (set & (1 << x)) != 0).ToArray();
                Same<float>(shape, axes, (uint)set);
                Same<double>(shape, axes, (uint)set);
            }
    }

    [Fact]
    public void A_dot_product_has_the_definitions_bits()
    {
        for (var n = 0; n <= 256; n++)
        {
            var (a, b) = (MatrixProductTests.Values<float>(n, 1), MatrixProductTests.Values<float>(n, 2));
            Assert.Equal(ReductionReference.Dot<float>(a, b), Reduction.Dot<float>(a, b));
            var (c, d) = (MatrixProductTests.Values<double>(n, 1), MatrixProductTests.Values<double>(n, 2));
            Assert.Equal(ReductionReference.Dot<double>(c, d), Reduction.Dot<double>(c, d));
        }

        Assert.Throws<ShapeException>(() => Reduction.Dot<float>(new float[3], new float[4]));
    }

    [Fact]
    public void NaN_reaches_sum_max_and_min_from_any_place()
    {
        for (var n = 1; n <= 100; n++)
            for (var place = 0; place < n; place++)
            {
                var x = MatrixProductTests.Values<float>(n, 3);
                x[place] = float.NaN;
                float[] y = [0];
                Reduction.Max<float>(x, n, [0], y);
                Assert.True(float.IsNaN(y[0]));
                Reduction.Min<float>(x, n, [0], y);
                Assert.True(float.IsNaN(y[0]));
                Assert.True(float.IsNaN(Reduction.Sum<float>(x)));
            }
    }

    [Fact]
    public void Infinities_are_kept()
    {
        float[] x = [1, float.NegativeInfinity, 3, float.PositiveInfinity, 2], y = [0];
        Reduction.Max<float>(x, 5, [0], y);
        Assert.Equal(float.PositiveInfinity, y[0]);
        Reduction.Min<float>(x, 5, [0], y);
        Assert.Equal(float.NegativeInfinity, y[0]);
        Reduction.Max<float>(x.AsSpan(1, 1), 1, [0], y);
        Assert.Equal(float.NegativeInfinity, y[0]);
        Assert.True(float.IsNaN(Reduction.Sum<float>(x)));
    }

    [Fact]
    public void The_greatest_of_nothing_is_refused_and_its_sum_is_zero()
    {
        Assert.Contains("axis 1 of [2, 0]", Assert.Throws<ShapeException>(() => Reduction.Max<float>([], [2, 0], [1], new float[2])).Message);
        Assert.Throws<ShapeException>(() => Reduction.ArgMax<float>([], [2, 0], 1, new int[2]));
        float[] y = [1, 1];
        Reduction.Sum<float>([], [2, 0], [1], y);
        Assert.Equal([0f, 0f], y);
        Reduction.Max<float>([], [0, 3], [1], []);
    }

    [Fact]
    public void Axes_that_do_not_ascend_or_exist_are_refused()
    {
        foreach (var axes in new int[][] { [1, 0], [0, 0], [2], [-1] })
            Assert.Throws<ShapeException>(() => Reduction.Sum<float>(new float[6], [2, 3], axes, new float[6]));
        Assert.Throws<ShapeException>(() => Reduction.Sum<float>(new float[5], [2, 3], [0], new float[3]));
        Assert.Throws<ShapeException>(() => Reduction.Sum<float>(new float[6], [2, 3], [0], new float[2]));
    }

    [Fact]
    public void ArgMax_takes_the_first_of_equals_and_NaN_for_the_greatest()
    {
        int[] y = [0, 0, 0];
        Reduction.ArgMax<float>([1, 3, 3, -1, -5, -1, 2, float.NaN, float.NaN], [3, 3], 1, y);
        Assert.Equal([1, 0, 1], y);
        Reduction.ArgMax<float>([1, 3, 3, -1, 5, -1, 2, 5, float.NaN], [3, 3], 0, y);
        Assert.Equal([2, 1, 2], y);
        Reduction.ArgMin<int>([1, 3, -3, -1, 5, -1, 2, 5, -3], [3, 3], 0, y);
        Assert.Equal([1, 0, 0], y);
    }

    [Fact]
    public void A_cumulative_sum_adds_in_order_along_any_axis_and_from_the_end()
    {
        float[] x = [1, 2, 3, 4, 5, 6], y = new float[6];
        Reduction.CumulativeSum<float>(x, [2, 3], 1, y);
        Assert.Equal([1f, 3, 6, 4, 9, 15], y);
        Reduction.CumulativeSum<float>(x, [2, 3], 0, y);
        Assert.Equal([1f, 2, 3, 5, 7, 9], y);
        Reduction.CumulativeSum<float>(x, [2, 3], 1, y, reverse: true);
        Assert.Equal([6f, 5, 3, 15, 11, 6], y);
        Reduction.CumulativeSum<float>(x, [2, 3], 1, x);
        Assert.Equal([1f, 3, 6, 4, 9, 15], x);
        Reduction.CumulativeSum<float>([], [0, 3], 0, []);
    }

    [Fact]
    public void Reducing_allocates_nothing()
    {
        var (x, y) = (new float[64 * 100], new float[100]);
        Shape shape = [64, 100];
        Reduction.Sum<float>(x, shape, [0], y);
        Reduction.Max<float>(x, shape, [1], y);
        var before = GC.GetAllocatedBytesForCurrentThread();
        Reduction.Sum<float>(x, shape, [0], y);
        Reduction.Max<float>(x, shape, [1], y);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    private static void Same<T>(Shape shape, int[] axes, uint seed) where T : unmanaged, IFloatingPointIeee754<T>
    {
        var x = MatrixProductTests.Values<T>(shape.Count, seed);
        Same("sum", ReductionReference.Reduce(x, shape, axes, T.Zero, (a, b) => a + b, (a, b) => a + b), Reduction.Sum);
        Same("sum of squares", ReductionReference.Reduce(x, shape, axes, T.Zero, (a, b) => T.FusedMultiplyAdd(b, b, a), (a, b) => a + b), Reduction.SumOfSquares);
        if (shape.Count == 0)
            return;
        Same("max", ReductionReference.Reduce(x, shape, axes, T.NegativeInfinity, T.Max, T.Max), Reduction.Max);
        Same("min", ReductionReference.Reduce(x, shape, axes, T.PositiveInfinity, T.Min, T.Min), Reduction.Min);

        void Same(string what, T[] slow, Reducer<T> reduce)
        {
            // The definition lists outputs that have elements; the others are 0.
            var outputs = Enumerable.Range(0, shape.Rank).Except(axes).Aggregate(1, (count, axis) => count * shape[axis]);
            var fast = new T[outputs + 8];
            Array.Fill(fast, T.CreateChecked(77));
            reduce(x, shape, axes, fast);
            Assert.All(fast[outputs..], v => Assert.Equal(T.CreateChecked(77), v));
            for (var i = 0; i < outputs; i++)
            {
                var expected = slow.Length == 0 ? T.Zero : slow[i];
                Assert.True(expected.Equals(fast[i]), $"{what} of {shape} over [{string.Join(", ", axes)}]: output {i} is {fast[i]}, not {expected}");
            }
        }
    }

    private delegate void Reducer<T>(ReadOnlySpan<T> x, Shape shape, ReadOnlySpan<int> axes, Span<T> y);
}
