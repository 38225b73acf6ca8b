namespace Backprop.Engine.Tests;

public sealed class ExponentialMovingAverageTests
{
    [Fact]
    public void It_is_the_weighted_mean_of_the_weights_seen()
    {
        foreach (var warm in new[] { false, true })
        {
            var parameter = OptimizerVariants.Parameter(DType.Float64, 1, 37, "w");
            var average = new ExponentialMovingAverage([parameter]) { Decay = 0.9, WarmUp = warm };
            var expected = parameter.ToDoubles();
            average.Update();
            for (var step = 2u; step <= 6; step++)
            {
                parameter.Set(Tensor.From(OptimizerVariants.Numbers(step, 37)));
                average.Update();
                var decay = warm ? Math.Min(0.9, (1.0 + step) / (10.0 + step)) : 0.9;
                expected = [.. expected.Zip(parameter.ToDoubles(), (a, w) => decay * a + (1 - decay) * w)];
            }

            OptimizerReferenceTests.AssertClose(expected, average.State.Single().Value.ToDoubles(), 1e-14, "average");
        }
    }

    [Fact]
    public void Swapped_in_and_out_the_weights_are_the_same_bits()
    {
        var (parameter, average) = Trained(DType.Float32, 3);
        var weights = parameter.ToDoubles();
        var mean = average.State.Single().Value.ToDoubles();
        average.Swap();
        Assert.Equal(mean, parameter.ToDoubles());
        Assert.True(average.IsSwapped);
        Assert.Throws<InvalidOperationException>(average.Update);
        Assert.Throws<InvalidOperationException>(() => average.State);
        average.Swap();
        Assert.Equal(weights, parameter.ToDoubles());
        Assert.Equal(mean, average.State.Single().Value.ToDoubles());
    }

    [Fact]
    public void Restored_it_goes_on_with_the_same_bits()
    {
        var (_, whole) = Trained(DType.Float32, 6);
        var (parameter, half) = Trained(DType.Float32, 3);
        var resumed = new ExponentialMovingAverage([parameter]) { Decay = 0.9 };
        resumed.Restore(half.StepNumber, half.State);
        Continue(parameter, resumed, 3, 6);
        Assert.Equal(whole.State.Single().Value.ToArray<float>(), resumed.State.Single().Value.ToArray<float>());
        Assert.Equal("w.average", resumed.State.Single().Name);
    }

    [Fact]
    public void Nothing_to_swap_before_the_first_update() =>
        Assert.Throws<InvalidOperationException>(() => new ExponentialMovingAverage([new Parameter(1)]).Swap());

    private static (Parameter, ExponentialMovingAverage) Trained(DType dtype, uint steps)
    {
        var parameter = OptimizerVariants.Parameter(dtype, 100, 19, "w");
        var average = new ExponentialMovingAverage([parameter]) { Decay = 0.9 };
        Continue(parameter, average, 0, steps);
        return (parameter, average);
    }

    private static void Continue(Parameter parameter, ExponentialMovingAverage average, uint from, uint to)
    {
        for (var step = from; step < to; step++)
        {
            parameter.Set(Tensor.From(OptimizerVariants.Numbers(step, 19)));
            average.Update();
        }
    }
}
