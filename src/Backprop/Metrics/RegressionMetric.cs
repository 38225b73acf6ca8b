namespace Backprop;

/// <summary>A metric of predicted numbers against true ones, in the target's own units; several targets count alike.</summary>
public abstract class RegressionMetric : Metric
{
    /// <summary>The mean of its values over the targets; NaN without rows.</summary>
    public double Compute(RegressionResults results)
    {
        var sum = 0.0;
        for (var target = 0; target < results.Targets; target++) sum += Compute(results, target);
        return sum / results.Targets;
    }

    /// <summary>Its value for one of several targets, counted from 0; NaN without rows.</summary>
    public double Compute(RegressionResults results, int target) =>
        results.Rows == 0 ? double.NaN : Evaluate(results.Predictions(target), results.Truth(target));

    /// <summary>Its value for one target and at least one row. Sums are taken in double, in the order of rows.</summary>
    protected abstract double Evaluate(ReadOnlySpan<double> predictions, ReadOnlySpan<double> truth);
}
