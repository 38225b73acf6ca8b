namespace Backprop.Engine.Tests;

/// <summary>The graph and the walk over it.</summary>
[Collection(AloneCollection.Name)]
public sealed class TapeTests
{
    private static Tensor X(double value, DType dtype = DType.Float64) => Tensor.Scalar(value, dtype).WithGradient();

    [Theory]
    [InlineData(DType.Float32, 1e-6)]
    [InlineData(DType.Float64, 1e-15)]
    public void Micrograd_s_example_gives_the_numbers_of_its_README(DType dtype, double tolerance)
    {
        var (a, b) = (X(-4, dtype), X(2, dtype));
        var c = a + b;
        var d = a * b + b.Power(3);
        c += c + 1;
        c += 1 + c - a;
        d += d * 2 + (b + a).Relu();
        d += 3 * d + (b - a).Relu();
        var e = c - d;
        var f = e.Power(2);
        var g = f / 2 + 10 / f;
        g.Backward();
        Assert.Equal(24.70408163265306, g.Item(), g.Item() * tolerance);
        Assert.Equal(138.83381924198252, a.Grad!.Item(), 139 * tolerance);
        Assert.Equal(645.5772594752186, b.Grad!.Item(), 646 * tolerance);
    }

    [Fact]
    public void Gradients_accumulate_until_cleared()
    {
        var x = X(3);
        x.Square().Backward();
        x.Square().Backward();
        Assert.Equal(12, x.Grad!.Item());
        x.ClearGrad();
        Assert.Null(x.Grad);
        x.Square().Backward();
        Assert.Equal(6, x.Grad!.Item());
    }

    [Fact]
    public void Asking_for_gradients_touches_no_Grad()
    {
        var x = X(3);
        Assert.Equal(6, Gradients.Of(x.Square(), [x])[0].Item());
        Assert.Null(x.Grad);
    }

    [Fact]
    public void An_intermediate_tensor_has_a_gradient_when_asked_for()
    {
        var (x, unused) = (X(3), X(1));
        var middle = x.Square();
        var grads = Gradients.Of(middle * middle, [x, middle, unused]);
        Assert.Equal([108.0, 18, 0], grads.Select(g => g.Item()));
    }

    [Fact]
    public void Nothing_is_recorded_in_a_NoGradient_scope_and_everything_after_it()
    {
        var x = X(3);
        using (Execution.NoGradient())
        {
            using (Execution.NoGradient())
                Assert.False(x.Square().NeedsGradient);
            Assert.Null(x.Square().Producer);
        }

        Assert.True(x.Square().NeedsGradient);
    }

    [Fact]
    public void A_NoGradient_scope_is_left_when_an_exception_passes()
    {
        Assert.Throws<ShapeException>(() =>
        {
            using var scope = Execution.NoGradient();
            _ = Tensor.Ones([2]) + Tensor.Ones([3]);
        });
        Assert.True(X(1).Square().NeedsGradient);
    }

    [Fact]
    public void Detached_values_pass_no_gradient()
    {
        var x = X(3);
        var y = x * x.Detach();
        y.Backward();
        Assert.Equal(3, x.Grad!.Item());
        Assert.False(x.Square().Detach().NeedsGradient);
    }

    [Fact]
    public void A_kept_graph_can_be_walked_again_and_a_freed_one_says_how_to_keep_it()
    {
        var x = X(3);
        var y = x.Square().Exp();
        y.Backward(keepGraph: true);
        var first = x.Grad!.Item();
        y.Backward();
        Assert.Equal(2 * first, x.Grad!.Item());
        var error = Assert.Throws<InvalidOperationException>(() => y.Backward());
        Assert.Contains("Backward(keepGraph: true)", error.Message);
        Assert.Contains("'exp'", error.Message);
    }

    [Fact]
    public void A_parameter_changed_before_Backward_is_named()
    {
        var parameter = new Parameter([2], dtype: DType.Float64);
        parameter.Set(Tensor.From([1.0, 2]));
        var loss = parameter.Square().Sum();
        parameter.Set(Tensor.From([3.0, 4]));
        var error = Assert.Throws<InvalidOperationException>(() => loss.Backward());
        Assert.StartsWith("the parameter of shape [2] was changed between the forward pass and Backward", error.Message);
        Assert.Contains("'square'", error.Message);
        parameter.Name = "layers.0.weight";
        loss = parameter.Square().Sum();
        parameter.Set(Tensor.From([3.0, 4]));
        Assert.StartsWith("'layers.0.weight' was changed", Assert.Throws<InvalidOperationException>(() => loss.Backward()).Message);
    }

    [Fact]
    public void A_frozen_parameter_gets_no_gradient_and_is_not_walked_to()
    {
        var (free, frozen) = (new Parameter([1], dtype: DType.Float64), new Parameter([1], dtype: DType.Float64) { Frozen = true });
        (free * 2 + frozen * 3).Sum().Backward();
        Assert.Equal(2, free.Grad!.Item());
        Assert.Null(frozen.Grad);
    }

    [Fact]
    public void Derivatives_of_any_order()
    {
        // d⁴/dx⁴ x⁵ = 120 x; d⁵/dx⁵ sin x = cos x.
        var x = X(1.5);
        Assert.Equal(180, Derivative(x, t => t.Power(5), 4), 1e-9);
        Assert.Equal(Math.Cos(1.5), Derivative(x, t => t.Sin(), 5), 1e-12);
        // tanh‴ = −2 (1 − y²) (1 − 3y²)
        var y = Math.Tanh(1.5);
        Assert.Equal(-2 * (1 - y * y) * (1 - 3 * y * y), Derivative(x, t => t.Tanh(), 3), 1e-12);

        static double Derivative(Tensor x, Func<Tensor, Tensor> f, int order)
        {
            var y = f(x);
            for (var i = 0; i < order; i++)
                y = Gradients.Of(y, [x], createGraph: true)[0];
            return y.Item();
        }
    }

    [Fact]
    public void Backward_with_createGraph_collects_gradients_that_can_be_differentiated()
    {
        var x = X(2);
        x.Power(3).Backward(createGraph: true);
        var first = x.Grad!;
        Assert.Equal(12, first.Item());
        x.ClearGrad();
        first.Backward();
        Assert.Equal(12, x.Grad!.Item());
    }

    [Fact]
    public void A_diamond_is_walked_once_however_many_paths_lead_through_it()
    {
        // Forty doublings: 2⁴⁰ paths.
        var x = X(1);
        var y = x;
        for (var i = 0; i < 40; i++)
            y += y;
        Assert.Equal(40, Gradients.Trace(y).Count);
        y.Backward();
        Assert.Equal(Math.Pow(2, 40), x.Grad!.Item());
    }

    [Fact]
    public void A_chain_of_a_hundred_thousand_ops_overflows_no_stack()
    {
        var x = X(1);
        var y = x;
        for (var i = 0; i < 100_000; i++)
            y += 1;
        y.Backward();
        Assert.Equal(1, x.Grad!.Item());
    }

    [Fact]
    public void Threads_record_and_walk_without_disturbing_each_other()
    {
        var shared = X(2);
        var results = new double[8];
        var threads = Enumerable.Range(0, results.Length).Select(t => new Thread(() =>
        {
            for (var i = 0; i < 300; i++)
            {
                // Every other thread has recording switched off, which must not be seen by the others.
                if (t % 2 == 1)
                {
                    using var scope = Execution.NoGradient();
                    results[t] += (shared * t).NeedsGradient ? double.NaN : 4;
                    continue;
                }

                results[t] += Gradients.Of((shared * shared).Tanh() + shared.Square(), [shared])[0].Item();
            }
        })).ToArray();
        foreach (var thread in threads)
            thread.Start();
        foreach (var thread in threads)
            thread.Join();
        var tanh = Math.Tanh(4);
        Assert.All(results.Index(), r => Assert.Equal(r.Index % 2 == 1 ? 1200 : 300 * (4 * (1 - tanh * tanh) + 4), r.Item, 1e-9));
    }

    [Fact]
    public void A_long_loop_of_small_steps_holds_no_memory()
    {
        var weight = new Parameter([3, 2], dtype: DType.Float64);
        var x = Tensor.Ones([4, 3], DType.Float64);
        void Steps(int count)
        {
            for (var i = 0; i < count; i++)
            {
                x.MatMul(weight).Tanh().Sum().Backward();
                weight.ClearGrad();
            }
        }

        Steps(1000);
        var before = GC.GetTotalMemory(forceFullCollection: true);
        Steps(Environment.GetEnvironmentVariable("BACKPROP_LONG_LOOP") is { } count ? int.Parse(count) : 30_000);
        Assert.InRange(GC.GetTotalMemory(forceFullCollection: true) - before, long.MinValue, 200_000);
    }

    [Fact]
    public void Backward_of_no_scalar_or_of_a_constant_says_what_to_do()
    {
        Assert.Equal(
            "Backward starts at a scalar but this tensor has the shape [2]: reduce it first (Mean or Sum)",
            Assert.Throws<ShapeException>(() => Tensor.Ones([2]).WithGradient().Square().Backward()).Message);
        Assert.Contains("WithGradient()", Assert.Throws<ShapeException>(() => Tensor.Ones([]).Square().Backward()).Message);
        Assert.Contains("int32", Assert.Throws<ShapeException>(() => Tensor.From([1]).WithGradient()).Message);
        Assert.Contains("int32", Assert.Throws<ShapeException>(() => Tensor.From([1]).Span<float>()).Message);
        Assert.Contains("[2, 3]", Assert.Throws<ShapeException>(() => Tensor.Ones([2, 3]).Item()).Message);
        Assert.Contains("axis 1", Assert.Throws<ShapeException>(() => Tensor.Ones([2, 3])[0, 3]).Message);
    }

    [Fact]
    public void A_trace_tells_every_step_from_the_loss_down_and_collects_nothing()
    {
        var (w, x) = (X(3), Tensor.Scalar(2.0));
        var loss = (w * x).Square();
        var steps = Gradients.Trace(loss);
        Assert.Equal(["square", "multiply"], steps.Select(s => s.Call.Op.Name));
        Assert.Equal(1, steps[0].OutputGradients[0]!.Item());
        Assert.Equal(12, steps[0].InputGradients[0]!.Item());
        Assert.Equal(24, steps[1].InputGradients[0]!.Item());
        Assert.Null(steps[1].InputGradients[1]);
        Assert.Null(w.Grad);
        loss.Backward();
        Assert.Equal(24, w.Grad!.Item());
    }

    [Fact]
    public void A_vector_Jacobian_product_weights_the_outputs()
    {
        var x = Tensor.From([1.0, 2, 3]).WithGradient();
        var grads = Gradients.Of([x.Square(), x * 5], [Tensor.From([1.0, 10, 100]), Tensor.From([1.0, 0, 0])], [x, Tensor.From([1.0])]);
        Assert.Equal([7.0, 40, 600], grads[0]!.ToDoubles());
        Assert.Null(grads[1]);
    }
}
