namespace Backprop;

/// <summary>The mean of |y − p|.</summary>
internal sealed class MeanAbsoluteError : RegressionMetric
{
    /// <inheritdoc/>
    public override string Name => "mae";

    /// <inheritdoc/>
    public override bool HigherIsBetter => false;

    /// <inheritdoc/>
    protected override double Evaluate(ReadOnlySpan<double> predictions, ReadOnlySpan<double> truth)
    {
        var sum = 0.0;
        for (var i = 0; i < truth.Length; i++) sum += Math.Abs(truth[i] - predictions[i]);
        return sum / truth.Length;
    }
}
