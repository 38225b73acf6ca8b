namespace Backprop;

/// <summary>The mean of |y − p| / |y|, as a fraction (0.1 is 10 %). NaN if a true value is 0.</summary>
internal sealed class MeanAbsolutePercentageError : RegressionMetric
{
    /// <inheritdoc/>
    public override string Name => "mape";

    /// <inheritdoc/>
    public override bool HigherIsBetter => false;

    /// <inheritdoc/>
    protected override double Evaluate(ReadOnlySpan<double> predictions, ReadOnlySpan<double> truth)
    {
        var sum = 0.0;
        for (var i = 0; i < truth.Length; i++)
        {
            if (truth[i] == 0) return double.NaN;
            sum += Math.Abs((truth[i] - predictions[i]) / truth[i]);
        }
        return sum / truth.Length;
    }
}
