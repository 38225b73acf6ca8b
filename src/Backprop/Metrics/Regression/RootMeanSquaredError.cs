namespace Backprop;

/// <summary>√(mean (y − p)²); of several targets the mean of the roots.</summary>
internal sealed class RootMeanSquaredError : RegressionMetric
{
    /// <inheritdoc/>
    public override string Name => "rmse";

    /// <inheritdoc/>
    public override bool HigherIsBetter => false;

    /// <inheritdoc/>
    protected override double Evaluate(ReadOnlySpan<double> predictions, ReadOnlySpan<double> truth)
    {
        var sum = 0.0;
        for (var i = 0; i < truth.Length; i++) sum += (truth[i] - predictions[i]) * (truth[i] - predictions[i]);
        return Math.Sqrt(sum / truth.Length);
    }
}
