namespace Backprop.Engine.Tests;

/// <summary>What every optimizer in the registry must keep.</summary>
public sealed class OptimizerContractTests
{
    public static TheoryData<string> Names => [.. OptimizerRegistry.All.Names];

    // Where each one's figures come from: a scalar twin, walked by UpdateRuleTests, or recorded figures.
    [Theory]
    [MemberData(nameof(Names))]
    public void It_has_a_twin_or_recorded_figures(string name)
    {
        var optimizer = OptimizerRegistry.Create(new(name), [new Parameter(1)]);
        var variants = OptimizerVariants.All.Values.Select(make => make([new Parameter(1)]).Kind);
        Assert.True(variants.Contains(optimizer.Kind) || optimizer is Lbfgs, $"{name} needs a variant in OptimizerVariants and a twin");
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void It_has_a_summary_and_a_positive_learning_rate(string name)
    {
        var entry = OptimizerRegistry.All[name];
        Assert.NotEmpty(entry.Summary);
        Assert.True(entry.LearningRate > 0);
        Assert.Equal(entry.LearningRate, OptimizerRegistry.Create(new(name), [new Parameter(1)]).LearningRate);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void It_finds_the_lowest_point_of_a_quadratic(string name)
    {
        var (parameter, loss) = Quadratic(DType.Float64);
        // Adadelta begins slowly, lion ends at the size of its step.
        var optimizer = OptimizerRegistry.Create(new(name) { LearningRate = name switch { "lbfgs" => 1, "adadelta" => 20, "adagrad" => 0.5, _ => 0.02 } }, [parameter]);
        var control = new LearningRateControl(new CosineDecay(1000), optimizer.LearningRate);
        var start = loss().Item();
        for (var step = 0; step < 1000; step++)
        {
            optimizer.LearningRate = control.At(step);
            optimizer.Update(loss);
        }

        Assert.True(loss().Item() < 1e-4 * start, $"{name}: {start} → {loss().Item()}");
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Saved_and_restored_in_the_middle_it_goes_on_with_the_same_bits(string name)
    {
        foreach (var dtype in new[] { DType.Float32, DType.Float64 })
        {
            var (parameter, loss) = Quadratic(dtype);
            var optimizer = Create(parameter);
            for (var step = 0; step < 4; step++)
                optimizer.Update(loss);
            var (weights, state, number) = (parameter.ToDoubles(), optimizer.State.ToArray(), optimizer.StepNumber);
            Assert.Equal(4, number);
            for (var step = 0; step < 5; step++)
                optimizer.Update(loss);
            var expected = parameter.ToDoubles();

            var (again, lossAgain) = Quadratic(dtype);
            again.Set(Tensor.From(weights));
            var resumed = Create(again);
            resumed.Restore(number, state);
            Assert.Equal(state.Select(s => s.Name), resumed.State.Select(s => s.Name));
            for (var step = 0; step < 5; step++)
                resumed.Update(lossAgain);
            Assert.Equal(expected, again.ToDoubles());
            Assert.Equal(optimizer.StepNumber, resumed.StepNumber);

            Assert.Throws<SettingsException>(() => Create(again).Restore(1, [.. state, ("more", Tensor.Scalar(1))]));
            if (state.Length > 1)
                Assert.Throws<SettingsException>(() => Create(again).Restore(1, state[..^1]));
        }

        Optimizer Create(Parameter parameter) =>
            OptimizerRegistry.Create(name == "lbfgs" ? new(name) { LearningRate = 0.1, Iterations = 2, LineSearch = false } : new(name), [parameter]);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Its_settings_are_checked(string name)
    {
        Parameter[] parameters = [new Parameter(1)];
        var wrong = new OptimizerSettings[]
        {
            new(name) { LearningRate = -1 }, new(name) { LearningRate = double.NaN }, new(name) { WeightDecay = -0.1 }, new(name) { Momentum = 1 }, new(name) { Dampening = 2 },
            new(name) { Beta1 = 1 }, new(name) { Beta2 = -0.5 }, new(name) { Epsilon = -1 }, new(name) { Iterations = 0 }, new(name) { History = 0 },
        };
        // Out of range where the optimizer has the setting; not accepted where it has not.
        foreach (var settings in wrong)
        {
            var setting = settings.Given().Single().Name;
            var message = Assert.Throws<SettingsException>(() => OptimizerRegistry.Create(settings, parameters)).Message;
            var has = setting == "learning_rate" || OptimizerRegistry.All[name].Accepts.Contains(setting);
            Assert.Contains(has ? " must be " : "has no setting", message, StringComparison.Ordinal);
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Every_accepted_setting_reaches_it(string name)
    {
        foreach (var setting in OptimizerRegistry.All[name].Accepts)
        {
            var settings = Settings.From(new System.Text.Json.Nodes.JsonObject
            {
                ["type"] = name,
                [setting] = setting switch
                {
                    "nesterov" or "amsgrad" or "centered" => true,
                    "line_search" => false,
                    "iterations" => 3,
                    "history" => 1,
                    _ => 0.5,
                },
            });
            var read = OptimizerSettings.From(settings);
            Assert.Equal(settings.ToJson().ToJsonString(), read.ToSettings().ToJson().ToJsonString());
            if (name is "sgd" && setting is "dampening" or "nesterov" && name is not "nesterov")
                read = read with { Momentum = 0.9 };
            Assert.NotEqual(After(read.Momentum is null || setting == "momentum" ? new(name) : new OptimizerSettings(name) { Momentum = 0.9 }), After(read));
        }

        static double[] After(OptimizerSettings settings)
        {
            var (parameter, loss) = Quadratic(DType.Float64);
            var optimizer = OptimizerRegistry.Create(settings, [parameter]);
            if (optimizer.NeedsLoss)
            {
                // A rate that a line search does not leave as it is.
                optimizer.LearningRate = 0.01;
                optimizer.Update(loss);
                return parameter.ToDoubles();
            }

            // Gradients of both signs, and at the end so small that a greatest mean square is not the last.
            foreach (var factor in new[] { 3, -0.2, -0.2, -0.2, -0.2, -0.2, 0.001, 0.001 })
                optimizer.Update(() => loss() * Tensor.Scalar(factor));
            return parameter.ToDoubles();
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void A_gradient_that_is_not_finite_changes_nothing(string name)
    {
        var (parameter, loss) = Quadratic(DType.Float32);
        var optimizer = OptimizerRegistry.Create(new(name), [parameter]);
        var before = parameter.ToDoubles();
        optimizer.Update(() => loss() * Tensor.Scalar(float.NaN));
        Assert.False(double.IsFinite(optimizer.LastGradientNorm));
        Assert.Equal(before, parameter.ToDoubles());
        Assert.Equal(0, optimizer.StepNumber);
        Assert.Empty(optimizer.State);
    }

    [Fact]
    public void An_unknown_name_is_answered_with_the_nearest() =>
        Assert.Contains("did you mean 'adamw'", Assert.Throws<SettingsException>(() => OptimizerRegistry.Create(new("adamww"), [new Parameter(1)])).Message, StringComparison.Ordinal);

    // Σ c (w − t)², curvatures 1 to 3.
    private static (Parameter, Func<Tensor>) Quadratic(DType dtype)
    {
        var parameter = new Parameter(5, dtype: dtype);
        parameter.Set(Tensor.From([1.0, -0.5, 0.25, 0.75, -1]));
        var target = Tensor.From([0.5, 0, -0.25, 0.5, -0.75]).Convert(dtype);
        var curvature = Tensor.From([1.0, 1.5, 2, 2.5, 3]).Convert(dtype);
        return (parameter, () =>
        {
            var distance = parameter - target;
            return (distance * distance * curvature).Sum();
        }
        );
    }
}
