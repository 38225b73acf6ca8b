using System.Runtime.Intrinsics;
using Backprop.Numerics.Kernels;
using CsCheck;

namespace Backprop.Numerics.Tests;

public sealed class ElementwiseTests
{
    private readonly struct Cube : IUnaryKernel
    {
        public static Vector256<T> Apply<T>(Vector256<T> x) where T : unmanaged => x * x * x;
    }

    private readonly struct Scaled(double factor) : IParameterKernel
    {
        public Vector256<T> Apply<T>(Vector256<T> x) where T : unmanaged => Vectors.Broadcast<T>(factor) * x;
    }

    private readonly struct Subtract : IBinaryKernel
    {
        public static Vector256<T> Apply<T>(Vector256<T> x, Vector256<T> y) where T : unmanaged => x - y;
    }

    private readonly struct Less : ICompareKernel
    {
        public static Vector256<T> Apply<T>(Vector256<T> x, Vector256<T> y) where T : unmanaged => Vector256.LessThan(x, y);
    }

    // Numbers with specials among them, no two neighbours alike.
    private static double[] Values(int count, uint stream)
    {
        var random = new Philox(3, stream);
        var values = new double[count];
        for (var i = 0U; i < count; i++)
            values[i] = random.Below(12, i, 1) switch
            {
                0 => double.NaN,
                1 => double.PositiveInfinity,
                2 => double.NegativeInfinity,
                3 => -0.0,
                _ => random.Uniform(i) * 8 - 4,
            };
        return values;
    }

    private static float[] Singles(double[] x) => Array.ConvertAll(x, v => (float)v);

    [Fact]
    public void Map_agrees_with_its_twin_at_all_lengths_in_place_and_writes_nothing_beyond()
    {
        for (var n = 0; n <= 256; n++)
        {
            var x = Values(n, 1);
            var xs = Singles(x);
            var (y, ys) = (new double[n + 9], new float[n + 9]);
            Elementwise.Map<Cube, double>(x, y.AsSpan(0, n));
            Elementwise.Map<Cube, float>(xs, ys.AsSpan(0, n));
            Assert.Equal(x.Select(v => v * v * v).Concat(new double[9]), y);
            Assert.Equal(xs.Select(v => v * v * v).Concat(new float[9]), ys);
            Elementwise.Map(new Scaled(0.1), x, x.AsSpan());
            Elementwise.Map(new Scaled(0.1), xs, xs.AsSpan());
            Assert.Equal(Values(n, 1).Select(v => 0.1 * v), x);
            Assert.Equal(Singles(Values(n, 1)).Select(v => 0.1f * v), xs);
        }

        Assert.Throws<ShapeException>(() => Elementwise.Map<Cube, double>(new double[3], new double[4]));
    }

    [Fact]
    public void Zip_agrees_with_its_twin_at_all_lengths_with_a_constant_side_and_in_place()
    {
        for (var n = 0; n <= 256; n++)
        {
            var (a, b) = (Values(n, 1), Values(n, 2));
            var (c, s) = (new double[n], new float[n]);
            Elementwise.Zip<Subtract, double>(a, b, c);
            Assert.Equal(a.Zip(b, (x, y) => x - y), c);
            Elementwise.Zip<Subtract, float>(Singles(a), [1.5f], s);
            Assert.Equal(Singles(a).Select(x => x - 1.5f), s);
            Elementwise.Zip<Subtract, double>([1.5], b, c);
            Assert.Equal(b.Select(x => 1.5 - x), c);
            Elementwise.Zip<Subtract, double>([1.5], [0.5], c);
            Assert.All(c, x => Assert.Equal(1, x));
            Elementwise.Zip<Subtract, double>(a, b, b);
            Assert.Equal(a.Zip(Values(n, 2), (x, y) => x - y), b);
        }

        Assert.Throws<ShapeException>(() => Elementwise.Zip<Subtract, double>(new double[3], new double[2], new double[3]));
    }

    [Fact]
    public void Compare_and_Select_agree_with_their_twins_at_all_lengths()
    {
        for (var n = 0; n <= 256; n++)
        {
            var (a, b) = (Values(n, 1), Values(n, 2));
            var (ai, bi) = (Array.ConvertAll(a, x => (int)(x * 2)), Array.ConvertAll(b, x => (int)(x * 2)));
            var (c, f, i) = (new bool[n], new bool[n], new bool[n]);
            Elementwise.Compare<Less, double>(a, b, c);
            Elementwise.Compare<Less, float>(Singles(a), [1f], f);
            Elementwise.Compare<Less, int>(ai, bi, i);
            Assert.Equal(a.Zip(b, (x, y) => x < y), c);
            Assert.Equal(Singles(a).Select(x => x < 1f), f);
            Assert.Equal(ai.Zip(bi, (x, y) => x < y), i);

            var (d, s, k) = (new double[n], new float[n], new int[n]);
            Elementwise.Select(c, a, b, d.AsSpan());
            Elementwise.Select(c, Singles(a), [7f], s.AsSpan());
            Elementwise.Select<int>(i, [7], bi, k);
            Assert.Equal(c.Select((chosen, j) => chosen ? a[j] : b[j]), d);
            Assert.Equal(c.Select((chosen, j) => chosen ? (float)a[j] : 7f), s);
            Assert.Equal(i.Select((chosen, j) => chosen ? 7 : bi[j]), k);
        }
    }

    // A result of up to 5 axes and three inputs, each with some axes left out in front or of size 1.
    private static readonly Gen<(int[] Result, int[] A, int[] B, int[] C)> Shapes =
        from sizes in Gen.OneOfConst(1, 2, 3, 7, 33, 64).Array[0, 5].Where(s => s.Aggregate(1L, (p, n) => p * n) <= 20_000)
        from seed in Gen.ULong
        select (sizes, Part(sizes, seed, 1), Part(sizes, seed, 2), Part(sizes, seed, 3));

    private static int[] Part(int[] sizes, ulong seed, ulong stream)
    {
        var random = new Philox(seed, stream);
        var dropped = random.Below(4, 0) == 0 && sizes.Length > 0 ? random.Below(sizes.Length + 1, 1) : 0;
        return [.. sizes.Skip(dropped).Select((n, i) => random.Below(3, (uint)i + 2) == 0 ? 1 : n)];
    }

    // Where the element of the result at i reads an input.
    private static int Source(int i, int[] result, int[] input)
    {
        var (at, step) = (0, 1);
        for (var axis = 1; axis <= result.Length; axis++)
        {
            var index = i % result[^axis];
            i /= result[^axis];
            if (axis > input.Length)
                continue;
            at += input[^axis] == 1 ? 0 : index * step;
            step *= input[^axis];
        }

        return at;
    }

    [Fact]
    public void Broadcasting_agrees_with_its_twin_for_random_shapes() => Shapes.Sample(shapes =>
    {
        var (result, aShape, bShape, cShape) = shapes;
        var n = new Shape(result).Count;
        var (a, b) = (Values(new Shape(aShape).Count, 1), Values(new Shape(bShape).Count, 2));
        var c = Array.ConvertAll(Values(new Shape(cShape).Count, 3), x => x > 0);
        var (zipped, compared, selected, expanded) = (new double[n], new bool[n], new double[n], new bool[n]);
        Elementwise.Zip<Subtract, double>(a, aShape, b, bShape, zipped, result);
        Elementwise.Compare<Less, float>(Singles(a), aShape, Singles(b), bShape, compared, result);
        Elementwise.Select(c, cShape, a, aShape, b, bShape, selected, result);
        Elementwise.Expand(c, cShape, expanded.AsSpan(), result);
        for (var i = 0; i < n; i++)
        {
            var (x, y, z) = (a[Source(i, result, aShape)], b[Source(i, result, bShape)], c[Source(i, result, cShape)]);
            Assert.Equal(x - y, zipped[i]);
            Assert.Equal((float)x < (float)y, compared[i]);
            Assert.Equal(z ? x : y, selected[i]);
            Assert.Equal(z, expanded[i]);
        }

        if (result.AsSpan().SequenceEqual(aShape))
        {
            Elementwise.Zip<Subtract, double>(a, aShape, b, bShape, a, result);
            Assert.Equal(zipped, a);
        }
    }, iter: 1000);

    [Fact]
    public void Shapes_that_do_not_fit_are_named()
    {
        var error = Assert.Throws<ShapeException>(
            () => Elementwise.Zip<Subtract, double>(new double[6], [2, 3], new double[2], [2], new double[6], [2, 3]));
        Assert.Contains("[2]", error.Message, StringComparison.Ordinal);
        Assert.Contains("[2, 3]", error.Message, StringComparison.Ordinal);
        Assert.Throws<ShapeException>(() => Elementwise.Expand(new double[6], [1, 2, 3], new double[6].AsSpan(), [2, 3]));
        Assert.Throws<ShapeException>(() => Elementwise.Expand(new double[5], [2, 3], new double[6].AsSpan(), [2, 3]));
    }

    [Fact]
    public void An_empty_result_and_many_axes_are_allowed()
    {
        Elementwise.Zip<Subtract, double>([], [0, 3], [1, 2, 3], [3], [], [0, 3]);
        var c = new double[1024];
        Elementwise.Zip<Subtract, double>(
            new double[32], [2, 1, 2, 1, 2, 1, 2, 1, 2, 1], new double[32], [2, 1, 2, 1, 2, 1, 2, 1, 2], c, [2, 2, 2, 2, 2, 2, 2, 2, 2, 2]);
    }

    [Fact]
    public void Conversions_round_to_nearest_and_saturate()
    {
        Assert.Equal([0, 1, -1, int.MaxValue, int.MinValue, 0, int.MaxValue], To<double, int>([0.5, 1.9, -1.9, 3e9, -3e9, double.NaN, double.PositiveInfinity]));
        Assert.Equal([0, 1, -1, int.MaxValue, int.MinValue, 0, int.MaxValue], To<float, int>([0.5f, 1.9f, -1.9f, 3e9f, -3e9f, float.NaN, float.PositiveInfinity]));
        Assert.Equal([false, false, true, true], To<double, bool>([0, -0.0, double.NaN, 0.1]));
        Assert.Equal([1f, 0f], To<bool, float>([true, false]));
        Assert.Equal([1, 0], To<bool, int>([true, false]));
        Assert.Equal([true, false], To<int, bool>([-5, 0]));
        Assert.Equal([16777216f, -3f], To<int, float>([16777217, -3]));
        Assert.Equal([2147483647.0], To<int, double>([int.MaxValue]));
        for (var n = 0; n < 40; n++)
        {
            var x = Values(n, 4);
            Assert.Equal(Singles(x), To<double, float>(x));
            Assert.Equal(Array.ConvertAll(Singles(x), v => (double)v), To<float, double>(Singles(x)));
            Assert.Equal(x, To<double, double>(x));
        }

        static TTo[] To<TFrom, TTo>(TFrom[] x) where TFrom : unmanaged where TTo : unmanaged
        {
            var y = new TTo[x.Length];
            Elementwise.Convert<TFrom, TTo>(x, y);
            return y;
        }
    }

    [Fact]
    public void Helpers_propagate_NaN_and_keep_signs()
    {
        var x = Vector256.Create(double.NaN, 1, -0.0, -3);
        var y = Vector256.Create(1.0, double.NaN, 0.0, 2);
        Assert.Equal([double.NaN, double.NaN, 0.0, 2], Lanes(Vectors.Max(x, y)));
        Assert.Equal([double.NaN, double.NaN, 0.0, -3], Lanes(Vectors.Min(x, y)));
        Assert.Equal([double.NaN, 1, -0.0, -1], Lanes(Vectors.Sign(x)));
        Assert.Equal([double.NaN, 1, 0, 3], Lanes(Vectors.Abs(x)));
        Assert.Equal([0, 1, 1, 1], Lanes(Vectors.Select(Vectors.IsFinite(x), Vectors.Broadcast<double>(1), Vector256<double>.Zero)));

        static double[] Lanes(Vector256<double> v) => [v[0], v[1], v[2], v[3]];
    }

    [Fact]
    public void Broadcasting_allocates_nothing()
    {
        var (a, b, c) = (new float[320], new float[10], new float[320]);
        Shape matrix = [32, 10], row = [10];
        Run();
        var before = GC.GetAllocatedBytesForCurrentThread();
        Run();
        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());

        void Run() => Elementwise.Zip<Subtract, float>(a, matrix, b, row, c, matrix);
    }
}
