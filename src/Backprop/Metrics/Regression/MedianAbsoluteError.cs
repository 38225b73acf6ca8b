namespace Backprop;

/// <summary>The median of |y − p|, the mean of the middle two of an even number: outliers do not count.</summary>
internal sealed class MedianAbsoluteError : RegressionMetric
{
    /// <inheritdoc/>
    public override string Name => "median_ae";

    /// <inheritdoc/>
    public override bool HigherIsBetter => false;

    /// <inheritdoc/>
    protected override double Evaluate(ReadOnlySpan<double> predictions, ReadOnlySpan<double> truth)
    {
        var errors = new double[truth.Length];
        for (var i = 0; i < errors.Length; i++) errors[i] = Math.Abs(truth[i] - predictions[i]);
        Array.Sort(errors); // NaN comes first
        var middle = errors.Length / 2;
        if (double.IsNaN(errors[0])) return double.NaN;
        return errors.Length % 2 == 1 ? errors[middle] : (errors[middle - 1] + errors[middle]) / 2;
    }
}
