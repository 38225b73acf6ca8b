namespace Backprop;

/// <summary>What happens to the loss and the weight when the weight is moved: tried out on the copy, which is put back.</summary>
internal sealed class WeightExperiments(Module copy, Parameter weight, int element, Func<Tensor> loss)
{
    private readonly double _old = weight.At(element);

    /// <summary>The difference quotient beside the gradient.</summary>
    public NumericCheck Check(double gradient)
    {
        var step = GradientCheck.Step * Math.Max(1, Math.Abs(_old));
        // The distance that rounding of w leaves, not the one asked for.
        var (up, down) = (_old + step, _old - step);
        var (above, below) = (At(up), At(down));
        Put(_old);
        var derivative = (above - below) / (up - down);
        var scale = Math.Max(1e-8, Math.Max(Math.Abs(gradient), Math.Abs(derivative)));
        return new(step, above, below, derivative, Math.Abs(gradient - derivative) / scale);
    }

    /// <summary>A step of plain gradient descent, and the first one of another optimizer.</summary>
    public WeightUpdate Step(double gradient, ExplainOptions options, HashSet<string> frozen)
    {
        var rate = options.LearningRate ?? options.Optimizer?.LearningRate ?? OptimizerRegistry.All[options.Optimizer?.Name ?? "sgd"].LearningRate;
        var start = copy.Parameters.Select(p => p.ToArray<double>()).ToArray();
        var before = loss().Item();
        Run(new OptimizerSettings("sgd") { LearningRate = rate });
        var after = loss().Item();
        Restore(start);

        double? other = null;
        if (options.Optimizer is { } optimizer)
        {
            Run(optimizer with { LearningRate = rate }, options.Clipping);
            other = weight.At(element);
            Restore(start);
        }

        return new()
        {
            LearningRate = rate,
            Old = _old,
            Gradient = gradient,
            New = _old - (rate * gradient),
            LossBefore = before,
            LossAfter = after,
            Frozen = frozen.Contains(weight.Name),
            Optimizer = options.Optimizer?.Name,
            OptimizerNew = other,
        };

        // As the trainer makes it: weight decay for weights only.
        void Run(OptimizerSettings settings, GradientClipping? clipping = null)
        {
            var moved = copy.Parameters.Where(p => !frozen.Contains(p.Name)).ToArray();
            if (moved.Length == 0)
                return;
            var optimizer = OptimizerRegistry.Create(settings, ParameterGroup.DecayWeightsOnly(moved).Where(g => g.Parameters.Count > 0));
            optimizer.Clipping = clipping ?? GradientClipping.None;
            optimizer.Update(loss);
        }
    }

    private double At(double value)
    {
        Put(value);
        using var scope = Execution.NoGradient();
        return loss().Item();
    }

    private void Put(double value)
    {
        var values = weight.ToArray<double>();
        values[element] = value;
        weight.Set(Tensor.Wrap(values, weight.Shape));
    }

    private void Restore(double[][] values)
    {
        foreach (var (parameter, before) in copy.Parameters.Zip(values))
            parameter.Set(Tensor.Wrap(before, parameter.Shape));
    }
}
