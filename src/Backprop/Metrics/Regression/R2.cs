namespace Backprop;

/// <summary>
/// The coefficient of determination 1 − Σ(y − p)² / Σ(y − ȳ)²: 1 is perfect, 0 no better than the mean. Of a constant target 0, or 1
/// if it is met exactly; of a single row NaN.
/// </summary>
internal sealed class R2 : RegressionMetric
{
    /// <inheritdoc/>
    public override string Name => "r2";

    /// <inheritdoc/>
    public override bool HigherIsBetter => true;

    /// <inheritdoc/>
    protected override double Evaluate(ReadOnlySpan<double> predictions, ReadOnlySpan<double> truth)
    {
        if (truth.Length < 2) return double.NaN;
        double sum = 0, residual = 0, total = 0;
        foreach (var y in truth) sum += y;
        var mean = sum / truth.Length;
        for (var i = 0; i < truth.Length; i++)
        {
            residual += (truth[i] - predictions[i]) * (truth[i] - predictions[i]);
            total += (truth[i] - mean) * (truth[i] - mean);
        }
        if (truth.IndexOfAnyExcept(truth[0]) >= 0) return 1 - residual / total;
        return residual == 0 ? 1 : double.IsNaN(residual) ? double.NaN : 0; // the mean of equal numbers may be rounded: total need not be 0
    }
}
