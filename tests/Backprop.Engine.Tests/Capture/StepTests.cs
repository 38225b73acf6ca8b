using System.Globalization;

namespace Backprop.Engine.Tests;

public sealed class StepTests
{
    public static TheoryData<string, int> Cases
    {
        get
        {
            var data = new TheoryData<string, int>();
            foreach (var name in Networks.Keys)
            {
                foreach (var threads in (int[])[1, 2, 3, 4, 7, 8])
                    data.Add(name, threads);
            }

            return data;
        }
    }

    // Every layer whose ops could be cut, reordered or placed wrongly; wide enough for stages to be cut by rows.
    private static readonly Dictionary<string, Func<Module>> Networks = new()
    {
        ["dense"] = () => new Sequential(new Linear(20, 16), new Tanh(), new Linear(16, 3)),
        ["wide"] = () => new Sequential(new Linear(20, 300), new Relu(), new Linear(300, 257), new Gelu(), new Linear(257, 3)),
        ["dropout"] = () => new Sequential(new Linear(20, 200), new Relu(), new Dropout(0.3), new Linear(200, 100), new Silu(), new Dropout(0.5), new Linear(100, 3)),
        ["batch norm"] = () => new Sequential(new Linear(20, 200), new BatchNorm1d(200), new Relu(), new Linear(200, 60), new BatchNorm1d(60), new Sigmoid(), new Linear(60, 3)),
        ["layer norm"] = () => new Sequential(new Linear(20, 200), new LayerNorm(200), new Elu(), new Linear(200, 64), new RmsNorm(64), new Softplus(), new Linear(64, 3)),
        ["residual"] = () => new Sequential(new Linear(20, 150), new Residual(new Sequential(new LayerNorm(150), new Linear(150, 150), new Mish())), new Linear(150, 3)),
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public void Captured_and_eager_steps_give_the_same_bits(string name, int threads)
    {
        using var scope = Execution.Use(Workers.Of(threads));
        var (eager, captured) = (Network(name), Network(name));
        var (adam, other) = (Optimizer(eager), Optimizer(captured));
        var step = Step.Capture((x, y, pass) => Losses.CrossEntropy(captured.Forward(x, pass), y), other, Pass.Training(7, 0));
        for (var i = 0; i < 6; i++)
        {
            // Two kinds of batches take turns, as at the end of an epoch.
            var (x, y) = Batch(i % 3 == 2 ? 13 : 97, (uint)i);
            var loss = Losses.CrossEntropy(eager.Forward(x, Pass.Training(7, i)), y);
            loss.Backward();
            adam.Update();
            adam.ClearGradients();
            Assert.Equal(loss.Item(), step.Run(x, y));
            Assert.Equal(adam.LastGradientNorm, other.LastGradientNorm);
        }

        Assert.Equal(2, step.Programs);
        foreach (var ((key, a), (_, b)) in eager.State.Zip(captured.State))
            Assert.True(Trace.SameBits(a, b), key);
    }

    [Fact]
    public void Gradients_of_several_batches_add_up_to_the_eager_sum()
    {
        var (eager, captured) = (Network("wide"), Network("wide"));
        var (adam, other) = (Optimizer(eager), Optimizer(captured));
        var step = Step.Capture((x, y) => Losses.CrossEntropy(captured.Forward(x), y), other);
        for (var i = 0; i < 9; i++)
        {
            var (x, y) = Batch(i % 4 == 1 ? 5 : 32, (uint)i);
            Losses.CrossEntropy(eager.Forward(x), y).Backward();
            step.Accumulate(x, y);
            if (i % 3 != 2)
                continue;
            adam.Update(3);
            adam.ClearGradients();
            step.Update();
        }

        foreach (var (a, b) in eager.Parameters.Zip(captured.Parameters))
            Assert.True(Trace.SameBits(a, b), a.Name);
    }

    [Fact]
    public void Programs_with_different_parameters_add_up_as_backward_passes_do()
    {
        // The first kind of batch does not reach one of the parameters; the second is captured in between.
        var (a, b) = (Values(1), Values(2));
        var step = Step.Capture((x, _) => x.Shape[0] == 1 ? (x * a).Sum() : (x * a * b).Sum(), new Sgd([a, b]));
        var (one, two) = (Tensor.Ones([1, 3]), Tensor.Ones([2, 3]));
        step.Accumulate(one, one);
        Assert.Null(b.Grad);
        step.Accumulate(two, two);
        step.Accumulate(one, one);
        var (first, second) = (Values(1), Values(2));
        foreach (var x in (Tensor[])[one, two, one])
            (x.Shape[0] == 1 ? (x * first).Sum() : (x * first * second).Sum()).Backward();
        Assert.True(Trace.SameBits(first.Grad!, a.Grad!));
        Assert.True(Trace.SameBits(second.Grad!, b.Grad!));
        step.Update();
        step.Run(one, one);
        Assert.Null(b.Grad);

        static Parameter Values(int seed)
        {
            var parameter = new Parameter(3);
            parameter.Set(Tensor.From([seed / 3f, seed / 7f, -seed / 9f], 3));
            return parameter;
        }
    }

    [Theory]
    [InlineData("dense", 1)]
    [InlineData("wide", 1)]
    [InlineData("wide", 2)]
    [InlineData("dropout", 2)]
    [InlineData("batch norm", 1)]
    [InlineData("layer norm", 1)]
    public void A_replay_allocates_nothing(string name, int threads)
    {
        using var scope = Execution.Use(Workers.Of(threads));
        var network = Network(name);
        var step = Step.Capture((x, y, pass) => Losses.CrossEntropy(network.Forward(x, pass), y), Optimizer(network), Pass.Training(7, 0));
        var (x, y) = Batch(97, 1);
        for (var i = 0; i < 50; i++)
            step.Run(x, y);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 100; i++)
            step.Run(x, y);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Fact]
    public void Reading_a_value_is_refused_and_the_line_named()
    {
        var network = Network("dense");
        var step = Step.Capture((x, y) => network.Forward(x) is var z && z.Sum().Item() > 0 ? z.Mean() : z.Sum(), Optimizer(network));
        var (x, y) = Batch(4, 1);
        var error = Assert.Throws<CaptureException>(() => step.Run(x, y));
        Assert.Contains("StepTests.cs, line ", error.Message, StringComparison.Ordinal);
        Assert.Contains("Ops.Select", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Reading_a_parameter_is_refused_and_it_keeps_its_values()
    {
        var network = Network("dense");
        var before = network["layers.0.weight"].ToDoubles();
        var step = Step.Capture((x, y) => Losses.CrossEntropy(network.Forward(x), y) * network["layers.0.weight"].At(0), Optimizer(network));
        var (x, y) = Batch(4, 1);
        Assert.Contains("'layers.0.weight'", Assert.Throws<CaptureException>(() => step.Run(x, y)).Message, StringComparison.Ordinal);
        Assert.Equal(before, network["layers.0.weight"].ToDoubles());
    }

    [Fact]
    public void Values_of_the_host_are_refused_unless_they_are_constants()
    {
        var network = Network("dense");
        var (x, y) = Batch(4, 1);
        float[] values = [1, 2, 3];
        var refused = Step.Capture((x, y) => Losses.CrossEntropy(network.Forward(x) * Tensor.From(values), y), Optimizer(network));
        Assert.Contains("Tensor.Constant", Assert.Throws<CaptureException>(() => refused.Run(x, y)).Message, StringComparison.Ordinal);
        var constant = Step.Capture((x, y) => Losses.CrossEntropy(network.Forward(x) * Tensor.Constant<float>(values, 3), y), Optimizer(network));
        Assert.True(double.IsFinite(constant.Run(x, y)));
    }

    [Fact]
    public void A_step_that_changes_from_time_to_time_is_refused()
    {
        var network = Network("dense");
        var (x, y) = Batch(4, 1);
        var count = 0;
        var counting = Step.Capture((x, y) => Losses.CrossEntropy(network.Forward(x) * ++count, y), Optimizer(network));
        Assert.Contains("not the same each time", Assert.Throws<CaptureException>(() => counting.Run(x, y)).Message, StringComparison.Ordinal);
        var outside = network.Forward(x);
        var stale = Step.Capture((x, y) => Losses.CrossEntropy(outside, y), Optimizer(network));
        Assert.Contains("before the step was captured", Assert.Throws<CaptureException>(() => stale.Run(x, y)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_frozen_or_converted_network_is_captured_anew()
    {
        var network = Network("dense");
        var step = Step.Capture((x, y) => Losses.CrossEntropy(network.Forward(x), y), new Sgd(network.Parameters));
        var (x, y) = Batch(4, 1);
        step.Run(x, y);
        var first = network.Parameters[0];
        first.Frozen = true;
        var before = first.ToDoubles();
        step.Run(x, y);
        Assert.Equal(before, first.ToDoubles());
        Assert.Null(first.Grad);
        first.Frozen = false;
        step.Run(x, y);
        Assert.NotEqual(before, first.ToDoubles());
        network.Convert(DType.Float64);
        Assert.True(double.IsFinite(step.Run(x.Convert(DType.Float64), y)));
        Assert.Equal(DType.Float64, first.Grad!.DType);
    }

    [Fact]
    public void Not_finite_gradients_change_nothing()
    {
        var network = Network("dense");
        var step = Step.Capture((x, y) => Losses.CrossEntropy(network.Forward(x), y), Optimizer(network));
        var (x, y) = Batch(4, 1);
        step.Run(x, y);
        var before = network.Parameters[0].ToDoubles();
        var bad = x.ToArray<float>();
        bad[3] = float.PositiveInfinity;
        step.Run(Tensor.From(bad, x.Shape), y);
        Assert.False(step.Updated);
        Assert.Equal(before, network.Parameters[0].ToDoubles());
    }

    [Fact]
    public void The_description_lists_ops_shapes_memory_and_times()
    {
        var network = Network("wide");
        var step = Step.Capture((x, y) => Losses.CrossEntropy(network.Forward(x), y), Optimizer(network));
        var (x, y) = Batch(32, 1);
        step.Run(x, y);
        var text = step.Describe(repeat: 3);
        Assert.Contains("step on float32 [32, 20], int32 [32]", text, StringComparison.Ordinal);
        Assert.Contains("linear", text, StringComparison.Ordinal);
        Assert.Contains("layers.4.weight", text, StringComparison.Ordinal);
        Assert.Contains("float32 [32, 257]", text, StringComparison.Ordinal);
        Assert.Contains("GFLOP/s", text, StringComparison.Ordinal);
        Assert.DoesNotContain("GFLOP/s", step.Describe(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_transpose_into_a_product_is_folded_and_any_other_is_not()
    {
        var weight = new Parameter([5, 20]);
        weight.Set(Tensor.From([.. Enumerable.Range(0, 100).Select(i => (i % 13 - 6) / 9f)], [5, 20]));
        var (x, y) = (Batch(8, 1).X, Tensor.Zeros([8, 5]));
        // Checked against the eager step, bit by bit, at its first replay.
        var folded = Step.Capture((x, y) => Losses.MeanSquaredError(x.MatMul(weight.Transpose()), y), new Sgd([weight]));
        folded.Run(x, y);
        // The one that is left brings the weight's gradient back into the weight's shape.
        Assert.Equal(2, folded.Describe().Split("permute").Length);
        Assert.Contains("matmul(a · bᵀ)", folded.Describe(), StringComparison.Ordinal);
        var used = Step.Capture((x, y) => x.MatMul(weight.Transpose().Tanh()).Mean(), new Sgd([weight]));
        used.Run(x, y);
        Assert.Contains("permute", used.Describe(), StringComparison.Ordinal);
    }

    [Fact]
    public void Intermediate_results_share_memory()
    {
        var network = new Sequential([.. Enumerable.Range(0, 20).SelectMany(_ => new Module[] { new Linear(64, 64), new Tanh() })]).Initialize(new Philox(1));
        var step = Step.Capture((x, y) => Losses.MeanSquaredError(network.Forward(x), y), new Sgd(network.Parameters));
        var x = Tensor.Ones([256, 64]);
        step.Run(x, x);
        // 20 layers' results live until their gradients are done; the gradients themselves do not.
        var sizes = System.Text.RegularExpressions.Regex.Match(step.Describe(), @"([\d.]+) kB for intermediate results \(([\d.]+) kB");
        var (planned, unshared) = (double.Parse(sizes.Groups[1].Value, CultureInfo.InvariantCulture), double.Parse(sizes.Groups[2].Value, CultureInfo.InvariantCulture));
        Assert.InRange(planned / unshared, 0.1, 0.7);
    }

    private static Module Network(string name) => Networks[name]().Initialize(new Philox(3));

    private static Optimizer Optimizer(Module network) => new AdamW(network.Parameters) { Clipping = new() { MaximumNorm = 0.5 } };

    private static (Tensor X, Tensor Y) Batch(int rows, uint step)
    {
        var x = new float[rows * 20];
        for (var i = 0; i < x.Length; i++)
            x[i] = ((i * 2654435761u + step * 40503u) >> 8) % 2000 / 1000f - 1;
        return (Tensor.From(x, [rows, 20]), Tensor.From([.. Enumerable.Range(0, rows).Select(i => (i * 7 + (int)step) % 3)], rows));
    }
}
