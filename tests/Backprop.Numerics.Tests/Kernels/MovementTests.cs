using Backprop.Numerics.Kernels;

namespace Backprop.Numerics.Tests.Kernels;

public sealed class MovementTests
{
    [Fact]
    public void Every_permutation_of_axes_agrees_with_index_arithmetic()
    {
        foreach (var shape in new Shape[] { [], [5], [3, 4], [33, 70], [64, 17], [1, 9], [2, 3, 4], [5, 1, 7], [17, 8, 9], [2, 3, 2, 5], [0, 4], [3, 2, 1, 2, 3] })
            foreach (var axes in Permutations(shape.Rank))
            {
                Permuted<float>(shape, axes, i => i);
                Permuted<double>(shape, axes, i => i);
                Permuted<byte>(shape, axes, i => (byte)i);
            }
    }

    [Fact]
    public void A_transpose_moves_bits_untouched()
    {
        // Signalling NaNs and denormals pass unchanged.
        var x = new float[16 * 16];
        for (var i = 0; i < x.Length; i++)
            x[i] = BitConverter.UInt32BitsToSingle(i % 2 == 0 ? 0x7F800001u + (uint)i : (uint)i);
        var (y, z) = (new float[256], new float[256]);
        Movement.Permute<float>(x, [16, 16], [1, 0], y);
        Movement.Permute<float>(y, [16, 16], [1, 0], z);
        Assert.Equal(x.Select(BitConverter.SingleToUInt32Bits), z.Select(BitConverter.SingleToUInt32Bits));
        Assert.Equal(0x7F800001u + 16, BitConverter.SingleToUInt32Bits(y[1]));
    }

    [Fact]
    public void Axes_that_are_no_permutation_are_refused()
    {
        foreach (var axes in new int[][] { [0], [0, 0], [0, 2], [-1, 0] })
            Assert.Throws<ShapeException>(() => Movement.Permute<int>(new int[6], [2, 3], axes, new int[6]));
    }

    [Fact]
    public void Slices_agree_with_index_arithmetic_and_are_written_back()
    {
        var random = new Philox(9, 9);
        for (var trial = 0U; trial < 500; trial++)
        {
            var rank = random.Below(5, 0, trial);
            int[] sizes = new int[rank], starts = new int[rank], steps = new int[rank], taken = new int[rank];
            for (var i = 0; i < rank; i++)
            {
                var word = (uint)(10 * i);
                sizes[i] = 1 + random.Below(7, word + 1, trial);
                starts[i] = random.Below(sizes[i], word + 2, trial);
                steps[i] = new[] { 1, 1, 2, 3, -1, -2 }[random.Below(6, word + 3, trial)];
                var most = steps[i] > 0 ? (sizes[i] - 1 - starts[i]) / steps[i] + 1 : starts[i] / -steps[i] + 1;
                taken[i] = random.Below(most + 1, word + 4, trial);
            }

            Shape shape = new(sizes), target = new(taken);
            var x = Enumerable.Range(0, shape.Count).ToArray();
            var y = new int[target.Count];
            Movement.Slice<int>(x, shape, starts, steps, taken, y);
            var back = new int[shape.Count];
            var expected = new int[shape.Count];
            for (var i = 0; i < y.Length; i++)
            {
                var place = Place(i, target);
                var from = Number(place.Select((p, axis) => starts[axis] + p * steps[axis]), shape);
                Assert.Equal(from, y[i]);
                expected[from] = from;
            }

            Movement.WriteSlice<int>(y, taken, starts, steps, back, shape);
            Assert.Equal(expected, back);
        }
    }

    [Theory]
    [InlineData(3, 1, 2), InlineData(-1, 1, 1), InlineData(2, 1, 2), InlineData(1, -1, 3)]
    public void A_slice_that_leaves_its_source_names_the_axis(int start, int step, int size)
    {
        var error = Assert.Throws<ShapeException>(() => Movement.Slice<int>(new int[6], [2, 3], [0, start], [1, step], [2, size], new int[20]));
        Assert.Contains($"a slice of {size} from {start} in steps of {step} leaves axis 1 of [2, 3]", error.Message);
    }

    [Fact]
    public void Expansion_repeats_by_broadcasting()
    {
        var y = new int[12];
        Movement.Expand<int>([1, 2, 3], [3], y, [2, 2, 3]);
        Assert.Equal([1, 2, 3, 1, 2, 3, 1, 2, 3, 1, 2, 3], y);
        Movement.Expand<int>([1, 2], [2, 1], y, [3, 2, 2]);
        Assert.Equal([1, 1, 2, 2, 1, 1, 2, 2, 1, 1, 2, 2], y);
        Movement.Expand<int>([5], [], y, [12]);
        Assert.Equal(Enumerable.Repeat(5, 12), y);
        Assert.Throws<ShapeException>(() => Movement.Expand<int>([1, 2], [2], new int[3], [3]));
    }

    [Fact]
    public void Parts_are_concatenated_along_any_axis()
    {
        var y = new int[10];
        Movement.Concatenate<int>([1, 2, 3, 4], [2, 2], 1, 0, y, [2, 5]);
        Movement.Concatenate<int>([5, 6, 7, 8, 9, 10], [2, 3], 1, 2, y, [2, 5]);
        Assert.Equal([1, 2, 5, 6, 7, 3, 4, 8, 9, 10], y);
        Movement.Concatenate<int>([1, 2], [1, 2], 0, 0, y, [5, 2]);
        Movement.Concatenate<int>([3, 4, 5, 6, 7, 8, 9, 10], [4, 2], 0, 1, y, [5, 2]);
        Assert.Equal(Enumerable.Range(1, 10), y);
        Assert.Throws<ShapeException>(() => Movement.Concatenate<int>([1, 2, 3, 4], [2, 2], 1, 4, new int[10], [2, 5]));
    }

    [Fact]
    public void Padding_puts_a_border_around()
    {
        var y = new int[15];
        Movement.Pad<int>([1, 2, 3, 4], [2, 2], [1, 2], [0, 1], -1, y);
        Assert.Equal([-1, -1, -1, -1, -1, -1, -1, 1, 2, -1, -1, -1, 3, 4, -1], y);
        Assert.Throws<ShapeException>(() => Movement.Pad<int>([1, 2], [2], [-1], [0], 0, new int[9]));
    }

    [Fact]
    public void Large_permutations_are_right_with_any_number_of_threads()
    {
        foreach (var threads in new[] { 1, 2, 3 })
        {
            var workers = Workers.Of(threads);
            foreach (var (rows, columns) in new[] { (1024, 300), (300, 1024), (256, 512), (1040, 256), (777, 333), (17, 4096), (70000, 2) })
            {
                var x = new float[rows * columns];
                for (var i = 0; i < x.Length; i++)
                    x[i] = i;
                var y = new float[x.Length];
                Movement.Permute<float>(x, [rows, columns], [1, 0], y, workers);
                for (var i = 0; i < y.Length; i++)
                    if (y[i] != i % rows * columns + i / rows)
                        Assert.Fail($"[{rows}, {columns}] with {threads} threads: {y[i]} at {i}");
            }

            foreach (int[] axes in new int[][] { [0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0] })
            {
                Shape shape = [40, 64, 50];
                int[] x = [.. Enumerable.Range(0, shape.Count)], y = new int[x.Length], expected = new int[x.Length];
                Movement.Permute<int>(x, shape, axes, expected);
                Movement.Permute<int>(x, shape, axes, y, workers);
                Assert.Equal(expected, y);
            }
        }
    }

    private static void Permuted<T>(Shape shape, int[] axes, Func<int, T> value) where T : unmanaged
    {
        var x = Enumerable.Range(0, shape.Count).Select(value).ToArray();
        var y = new T[shape.Count];
        Movement.Permute<T>(x, shape, axes, y);
        var target = new Shape(axes.Select(axis => shape[axis]).ToArray());
        for (var i = 0; i < y.Length; i++)
        {
            var place = Place(i, target);
            var source = new int[shape.Rank];
            for (var axis = 0; axis < shape.Rank; axis++)
                source[axes[axis]] = place[axis];
            Assert.True(y[i].Equals(x[Number(source, shape)]), $"{shape} by [{string.Join(", ", axes)}] at {i}");
        }
    }

    private static int[] Place(int number, Shape shape)
    {
        var place = new int[shape.Rank];
        for (var axis = shape.Rank - 1; axis >= 0; axis--)
        {
            place[axis] = number % shape[axis];
            number /= shape[axis];
        }

        return place;
    }

    private static int Number(IEnumerable<int> place, Shape shape) => place.Select((p, axis) => p * shape.Strides()[axis]).Sum();

    private static IEnumerable<int[]> Permutations(int rank) =>
        rank == 0
            ? [[]]
            : Permutations(rank - 1).SelectMany(p => Enumerable.Range(0, rank).Select(at => (int[])[.. p[..at], rank - 1, .. p[at..]]));
}
