namespace Backprop.Engine.Tests;

public sealed class ElementwiseTests
{
    // Four "threads" that take their parts in reverse order: what depends on order or number shows.
    private sealed class Backwards : Workers
    {
        public int Parts { get; private set; }

        public override int Count => 4;

        public override void For(int parts, Action<int> body)
        {
            Parts += parts;
            for (var part = parts - 1; part >= 0; part--)
                body(part);
        }
    }

    private static Tensor Random(Shape shape, DType dtype, ulong seed) =>
        Tensor.From([.. Enumerable.Range(0, shape.Count).Select(i => 4 * new Philox(seed).Uniform((uint)i) - 2)], shape).Convert(dtype);

    public static TheoryData<DType> Floats => [DType.Float32, DType.Float64];

    private static void SameWhenShared(Func<Tensor> compute)
    {
        var alone = compute();
        var workers = new Backwards();
        using var scope = Execution.Use(workers);
        var shared = compute();
        Assert.True(workers.Parts > 1, "the work was not shared");
        Assert.Equal(alone.ToDoubles(), shared.ToDoubles());
    }

    [Theory]
    [MemberData(nameof(Floats))]
    public void Work_that_is_shared_gives_the_same_bits(DType dtype)
    {
        foreach (var (left, right) in new (int[], int[])[]
            { ([400, 301], [400, 301]), ([400, 301], [301]), ([400, 1], [1, 301]), ([], [120400]), ([1, 50, 3, 1000], [3, 1]), ([2, 1, 70000], [2, 1]) })
        {
            var (a, b) = (Random(left, dtype, 1), Random(right, dtype, 2));
            SameWhenShared(() => a - b);
            SameWhenShared(() => a.Less(b));
            SameWhenShared(() => Ops.Select(a.Less(b), a, b));
        }

        var x = Random([120_401], dtype, 3);
        SameWhenShared(() => x.Exp());
        SameWhenShared(() => x.LeakyRelu());
        SameWhenShared(() => new GeluGradientOp(approximate: false).Apply(x, x));
        SameWhenShared(() => x.Dropout(0.3, new Philox(1, 2), Tensor.Scalar(5)));
    }

    [Fact]
    public void Small_work_is_not_shared()
    {
        var workers = new Backwards();
        using var scope = Execution.Use(workers);
        _ = Tensor.Ones([32_767]).Exp();
        Assert.Equal(0, workers.Parts);
    }

    [Fact]
    public void Gradients_at_kinks_are_as_documented()
    {
        static double[] Slope(Func<Tensor, Tensor> f, params double[] at)
        {
            var x = Tensor.From(at).WithGradient();
            return Gradients.Of(f(x).Sum(), [x])[0].ToDoubles();
        }

        Assert.Equal([0], Slope(x => x.Relu(), 0));
        Assert.Equal([0.2], Slope(x => x.LeakyRelu(0.2), 0));
        Assert.Equal([0.7], Slope(x => x.Elu(0.7), 0));
        Assert.Equal([SeluOp.Alpha * SeluOp.Scale], Slope(x => x.Selu(), 0));
        Assert.Equal([0, 0], Slope(x => x.Abs(), 0, -0.0));
        Assert.Equal([0, 0, 0], Slope(x => x.Sign(), -1, 0, 1));
        Assert.Equal([0, 1, 1, 1, 0], Slope(x => x.Clamp(-1, 1), -2, -1, 0, 1, 2));
        Assert.Equal([0, 0], Slope(x => x.HardSigmoid(), -3, 3));
        Assert.Equal([0, 1], Slope(x => x.HardSwish(), -3, 3));
        Assert.Equal([1, 0.5, 0], Slope(x => x.Maximum(2), 3, 2, 1));
        Assert.Equal([0, 0.5, 1], Slope(x => x.Minimum(2), 3, 2, 1));
        Assert.Equal([0], Slope(x => x.Power(0), 0));
        Assert.Equal([1], Slope(x => x.Power(1), 0));
        Assert.Equal([0], Slope(x => x.Power(2), 0));
    }

    [Fact]
    public void Zero_to_a_power_has_a_gradient()
    {
        var (a, b) = (Tensor.From([0.0, 0, 0, 2]).WithGradient(), Tensor.From([0.0, 1, 2, 0]).WithGradient());
        var grads = Gradients.Of(a.Power(b).Sum(), [a, b]);
        Assert.Equal([0.0, 1, 0, 0], grads[0].ToDoubles());
        Assert.Equal([0, 0, 0, Math.Log(2)], grads[1].ToDoubles().Select(v => Math.Round(v, 15)).ToArray(), (x, y) => Math.Abs(x - y) < 1e-14);
    }

    [Theory]
    [MemberData(nameof(Floats))]
    public void Extreme_inputs_give_limits_and_NaN_stays_NaN(DType dtype)
    {
        double[] Of(Func<Tensor, Tensor> f, params double[] at) => f(Tensor.From(at).Convert(dtype)).ToDoubles();
        var (infinity, nan) = (double.PositiveInfinity, double.NaN);
        Assert.Equal([0, infinity, nan], Of(x => x.Relu(), -infinity, infinity, nan));
        Assert.Equal([0, 1, nan], Of(x => x.Sigmoid(), -infinity, infinity, nan));
        Assert.Equal([0, 1e4, infinity, nan], Of(x => x.Softplus(), -1e4, 1e4, infinity, nan));
        Assert.Equal([0, 1e4, nan], Of(x => x.Mish() + 0, -1e4, 1e4, nan));
        Assert.Equal([0, 1e4, nan], Of(x => x.Silu() + 0, -1e4, 1e4, nan));
        Assert.Equal([0, 1e4, nan], Of(x => x.Gelu() + 0, -1e4, 1e4, nan));
        Assert.Equal([0, 1e4, nan], Of(x => x.Gelu(approximate: true) + 0, -1e4, 1e4, nan));
        Assert.Equal([-1, 1e4, nan], Of(x => x.Elu(), -1e4, 1e4, nan));
        Assert.Equal([-1, 1, nan], Of(x => x.Clamp(-1, 1), -infinity, infinity, nan));
        Assert.Equal([nan, nan], Of(x => x.Maximum(Tensor.Scalar(nan, dtype)), 1, nan));
        Assert.Equal([nan, nan], Of(x => Tensor.Scalar(nan, dtype).Minimum(x), 1, nan));
        // A slope far out is 0 or 1, never NaN.
        foreach (var activation in new Func<Tensor, Tensor>[] { x => x.Mish(), x => x.Silu(), x => x.Gelu(), x => x.Gelu(true), x => x.Softplus(), x => x.Elu() })
        {
            var far = Tensor.From([-1e3, 1e3]).Convert(dtype).WithGradient();
            Assert.Equal([0.0, 1.0], Gradients.Of(activation(far).Sum(), [far])[0].ToDoubles(), (a, b) => Math.Abs(a - b) < 1e-12);
        }
    }

    [Fact]
    public void Comparisons_broadcast_and_hold_for_no_NaN()
    {
        var (a, b) = (Tensor.From([1.0, 2, double.NaN]), Tensor.From([2.0]));
        Assert.Equal([false, false, false], a.Greater(b).ToArray<bool>());
        Assert.Equal([false, true, false], a.GreaterOrEqual(b).ToArray<bool>());
        Assert.Equal([true, false, false], a.Less(b).ToArray<bool>());
        Assert.Equal([true, true, false], a.LessOrEqual(b).ToArray<bool>());
        Assert.Equal([false, true, false], a.EqualTo(b).ToArray<bool>());
        Assert.Equal([true, false, true], a.NotEqualTo(b).ToArray<bool>());
        Assert.Equal([false, true], Tensor.From([1, 3]).Greater(2).ToArray<bool>());
        Assert.False(Tensor.From([1.0]).WithGradient().Greater(0).NeedsGradient);
    }

    [Fact]
    public void A_whole_number_tensor_is_compared_with_whole_numbers_only() =>
        Assert.Contains("0.5", Assert.Throws<ShapeException>(() => Tensor.From([1]).Greater(0.5)).Message);

    [Fact]
    public void Selecting_takes_no_gradient_from_the_side_not_chosen()
    {
        var x = Tensor.From([-1.0, 4]).WithGradient();
        var y = Ops.Select(x.Greater(0), x.Maximum(0.1).Log(), 0);
        Assert.Equal([0.0, 0.25], Gradients.Of(y.Sum(), [x])[0].ToDoubles());
    }

    [Theory]
    [MemberData(nameof(Floats))]
    public void Dropout_keeps_the_mean_and_is_a_function_of_seed_stream_and_step(DType dtype)
    {
        var ones = Tensor.Ones([100_003], dtype);
        double[] Mask(ulong seed, ulong stream, int step) => ones.Dropout(0.3, new Philox(seed, stream), Tensor.Scalar(step)).ToDoubles();
        var mask = Mask(1, 2, 3);
        Assert.Equal(mask, Mask(1, 2, 3));
        Assert.NotEqual(mask, Mask(2, 2, 3));
        Assert.NotEqual(mask, Mask(1, 3, 3));
        Assert.NotEqual(mask, Mask(1, 2, 4));
        var kept = dtype == DType.Float32 ? (float)(1 / 0.7) : 1 / 0.7;
        Assert.All(mask, value => Assert.True(value == 0 || value == kept));
        // Six standard deviations of the share that is dropped.
        Assert.InRange(mask.Count(v => v == 0) / 100_003.0, 0.3 - 6 * Math.Sqrt(0.21 / 100_003), 0.3 + 6 * Math.Sqrt(0.21 / 100_003));
        for (var i = 0; i < 40; i++)
            Assert.Equal(new Philox(1, 2).Word((uint)i, 3) < 0.7 * 4294967296.0, mask[i] != 0);
    }

    [Fact]
    public void Dropout_passes_gradients_where_it_passed_values()
    {
        var x = Tensor.Ones([50], DType.Float64).WithGradient();
        var y = x.Dropout(0.5, new Philox(1), Tensor.Scalar(0));
        Assert.Equal(y.ToDoubles(), Gradients.Of(y.Sum(), [x])[0].ToDoubles());
        Assert.Same(x, x.Dropout(0, new Philox(1), Tensor.Scalar(0)));
        Assert.All(x.Dropout(1, new Philox(1), Tensor.Scalar(0)).ToDoubles(), value => Assert.Equal(0, value));
        Assert.Contains("1.5", Assert.Throws<SettingsException>(() => x.Dropout(1.5, new Philox(1), Tensor.Scalar(0))).Message);
    }

    [Fact]
    public void Mixed_dtypes_and_shapes_that_do_not_fit_are_named()
    {
        var mixed = Assert.Throws<ShapeException>(() => Tensor.Ones([2]) / Tensor.Ones([2], DType.Float64));
        Assert.Equal("'divide' works on one dtype but got float32 [2] and float64 [2]: use Convert", mixed.Message);
        var shapes = Assert.Throws<ShapeException>(() => Tensor.Ones([2, 3]).Maximum(Tensor.Ones([2])));
        Assert.Contains("'maximum' cannot broadcast [2, 3] and [2]", shapes.Message);
        Assert.Contains("boolean condition", Assert.Throws<ShapeException>(() => Ops.Select(Tensor.Ones([2]), Tensor.Ones([2]), 0)).Message);
        Assert.Contains("int32", Assert.Throws<ShapeException>(() => Tensor.From([1]).Exp()).Message);
    }
}
