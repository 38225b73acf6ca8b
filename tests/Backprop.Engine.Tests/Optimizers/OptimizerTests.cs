namespace Backprop.Engine.Tests;

public sealed class OptimizerTests
{
    [Fact]
    public void A_group_has_its_own_rate_and_decay()
    {
        Parameter[] p = [Ones("a"), Ones("b"), Ones("c")];
        var sgd = new Sgd([new ParameterGroup(p[..1]), new(p[1..2]) { LearningRateFactor = 10 }, new(p[2..]) { WeightDecay = 0.5 }]) { LearningRate = 0.01, WeightDecay = 0.1 };
        Grads(p, 2);
        sgd.Update();
        Assert.Equal(1 - 0.01 * 2.1, p[0].At(0), 1e-15);
        Assert.Equal(1 - 0.1 * 2.1, p[1].At(0), 1e-15);
        Assert.Equal(1 - 0.01 * 2.5, p[2].At(0), 1e-15);
    }

    [Fact]
    public void Decay_can_be_for_weights_only()
    {
        var (weight, bias) = (new Parameter([2, 2]), new Parameter(2));
        var groups = ParameterGroup.DecayWeightsOnly([weight, bias]);
        Assert.Equal([weight], groups[0].Parameters);
        Assert.Null(groups[0].WeightDecay);
        Assert.Equal([bias], groups[1].Parameters);
        Assert.Equal(0, groups[1].WeightDecay);
    }

    [Fact]
    public void A_parameter_twice_or_none_at_all_is_refused()
    {
        var parameter = Ones("layers.0.weight");
        Assert.Contains("layers.0.weight", Assert.Throws<SettingsException>(() => new Adam([parameter, parameter])).Message, StringComparison.Ordinal);
        Assert.Throws<SettingsException>(() => new Adam(Array.Empty<Parameter>()));
    }

    [Fact]
    public void Frozen_parameters_and_those_without_a_gradient_stay_and_begin_later_at_their_own_first_step()
    {
        Parameter[] p = [Ones("a"), Ones("b")];
        var adam = new Adam(p) { LearningRate = 0.1 };
        p[0].Grad = Tensor.From([2.0]);
        adam.Update();
        Assert.Equal(1, p[1].At(0));
        p[0].Frozen = true;
        p[1].Grad = Tensor.From([2.0]);
        var first = p[0].At(0);
        adam.Update();
        Assert.Equal(first, p[0].At(0));
        Assert.Equal(first, p[1].At(0)); // its first step, too, with its own bias correction
        Assert.Equal(2, adam.StepNumber);
        Assert.Equal(1, adam.State.ToDictionary()["b.step"].Item());
    }

    [Fact]
    public void An_update_is_noticed_by_a_graph_recorded_before()
    {
        var parameter = Ones("w");
        var loss = (parameter * parameter).Sum();
        parameter.Grad = Tensor.From([1.0]);
        new Sgd([parameter]).Update();
        Assert.Throws<InvalidOperationException>(() => loss.Backward());
    }

    [Fact]
    public void Gradients_summed_over_passes_count_by_their_mean()
    {
        Parameter[] a = [Ones("a")], b = [Ones("b")];
        var (first, second) = (new Adam(a), new Adam(b));
        foreach (var (one, other) in new[] { (1.0, 3.0), (-0.5, 2.5), (0.25, 0.5) })
        {
            Grads(a, one + other);
            Grads(b, (one + other) / 2);
            first.Update(passes: 2);
            second.Update();
            Assert.Equal(second.LastGradientNorm, first.LastGradientNorm);
            Assert.Equal(b[0].At(0), a[0].At(0));
        }

        Assert.Throws<SettingsException>(() => first.Update(passes: 0));
    }

    [Fact]
    public void Clipping_agrees_with_libtorch()
    {
        foreach (var recorded in Reference.Load("clipping").Cases.Where(c => c.Number("norm_type", 2) == 2))
        {
            var clipping = recorded.Name == "clip.value"
                ? new GradientClipping { MaximumValue = recorded.Number("clip_value") }
                : new GradientClipping { MaximumNorm = recorded.Number("max_norm") };
            var parameters = recorded.Inputs.Values.Select(g => new Parameter(new Shape(g.Shape), dtype: DType.Float64) { Grad = Tensor.From(g.Values, new Shape(g.Shape)) }).ToArray();
            var norm = clipping.Apply(parameters);
            if (recorded.Outputs.ContainsKey("total_norm"))
                Assert.Equal(recorded["total_norm"].Scalar, norm, 1e-12);
            foreach (var (parameter, name) in parameters.Zip(recorded.Inputs.Keys))
                OptimizerReferenceTests.AssertClose(recorded.Outputs[name].Values, parameter.Grad!.ToDoubles(), 1e-12, $"{recorded} {name}");
        }
    }

    [Fact]
    public void Clipping_on_the_way_has_the_bits_of_clipping_before()
    {
        foreach (var dtype in new[] { DType.Float32, DType.Float64 })
        {
            Parameter[] a = [OptimizerVariants.Parameter(dtype, 1, 3001), OptimizerVariants.Parameter(dtype, 2, 5)];
            Parameter[] b = [OptimizerVariants.Parameter(dtype, 1, 3001), OptimizerVariants.Parameter(dtype, 2, 5)];
            var clipping = new GradientClipping { MaximumNorm = 3, MaximumValue = 0.02 };
            var (way, before) = (new Adam(a) { Clipping = clipping }, new Adam(b));
            for (var i = 0; i < 2; i++)
            {
                OptimizerVariants.SetGrad(a[i], (uint)i + 3);
                OptimizerVariants.SetGrad(b[i], (uint)i + 3);
            }

            var shared = b[0].Grad!.ToDoubles();
            var grad = b[0].Grad!;
            way.Update();
            Assert.Equal(way.LastGradientNorm, clipping.Apply(b));
            before.Update();
            Assert.Equal(b[0].ToDoubles(), a[0].ToDoubles());
            Assert.Equal(b[1].ToDoubles(), a[1].ToDoubles());
            Assert.Equal(shared, grad.ToDoubles()); // others may hold this tensor: it is not written to
            Assert.True(GradientNorm.Of(b) < 3);
        }
    }

    [Fact]
    public void The_norm_is_that_of_all_elements_at_every_length()
    {
        for (var length = 0; length <= 256; length++)
        {
            foreach (var dtype in new[] { DType.Float32, DType.Float64 })
            {
                var parameter = new Parameter(length, dtype: dtype);
                OptimizerVariants.SetGrad(parameter, 9);
                var expected = Math.Sqrt(OptimizerVariants.Numbers(9, length).Sum(x => x * x));
                Assert.Equal(expected, GradientNorm.Of([parameter]), 1e-13);
            }
        }

        Assert.Equal(double.PositiveInfinity, GradientNorm.Of([new Parameter(2) { Grad = Tensor.From([1, float.NegativeInfinity]) }]));
        Assert.Equal(double.NaN, GradientNorm.Of([new Parameter(2) { Grad = Tensor.From([float.NaN, 1]) }]));
    }

    [Fact]
    public void A_saved_state_has_readable_names_and_its_copies_stay()
    {
        Parameter[] p = [Ones("layers.0.weight"), Ones(""), Ones("twice"), Ones("twice")];
        var adam = new Adam(p);
        Grads(p, 1);
        adam.Update();
        var state = adam.State.ToArray();
        Assert.Equal(
            ["layers.0.weight.step", "layers.0.weight.exp_avg", "layers.0.weight.exp_avg_sq", "parameter.1.step", "parameter.1.exp_avg", "parameter.1.exp_avg_sq",
             "parameter.2.step", "parameter.2.exp_avg", "parameter.2.exp_avg_sq", "parameter.3.step", "parameter.3.exp_avg", "parameter.3.exp_avg_sq"],
            state.Select(s => s.Name));
        var before = state[1].Value.Item();
        adam.Update();
        Assert.Equal(before, state[1].Value.Item());
        Assert.Throws<ShapeException>(() => new Adam([new Parameter(2, dtype: DType.Float64) { Name = "layers.0.weight" }]).Restore(1, state[..3]));
        Assert.Throws<ShapeException>(() => new Adam([new Parameter(1) { Name = "layers.0.weight" }]).Restore(1, state[..3]));
    }

    [Fact]
    public void Nesterov_without_momentum_is_refused()
    {
        var parameter = Ones("w");
        Grads([parameter], 1);
        Assert.Throws<SettingsException>(() => new Sgd([parameter]) { Nesterov = true }.Update());
    }

    private static Parameter Ones(string name)
    {
        var parameter = new Parameter(1, dtype: DType.Float64) { Name = name };
        parameter.Set(Tensor.From([1.0]));
        return parameter;
    }

    private static void Grads(Parameter[] parameters, double value)
    {
        foreach (var parameter in parameters)
            parameter.Grad = Tensor.From([value]);
    }
}
