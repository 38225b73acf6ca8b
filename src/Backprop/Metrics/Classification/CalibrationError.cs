namespace Backprop;

/// <summary>
/// The expected calibration error: rows are sorted into 15 bins (i/15, (i + 1)/15] by the probability of the predicted class, and
/// Σ_bins (rows of the bin / rows)·|accuracy − mean probability| is taken (Guo et al. 2017).
/// </summary>
internal sealed class CalibrationError : ClassificationMetric
{
    private const int Bins = 15;

    /// <inheritdoc/>
    public override string Name => "calibration_error";

    /// <inheritdoc/>
    public override bool HigherIsBetter => false;

    /// <inheritdoc/>
    protected override double Evaluate(ClassificationResults results)
    {
        Span<double> confidence = stackalloc double[Bins];
        Span<long> correct = stackalloc long[Bins];
        for (var row = 0; row < results.Rows; row++)
        {
            double top = results.Probabilities(row)[results.Predicted[row]];
            if (double.IsNaN(top)) return double.NaN;
            var bin = (int)Math.Clamp(Math.Ceiling(top * Bins) - 1, 0, Bins - 1);
            confidence[bin] += top;
            if (results.Predicted[row] == results.Truth[row]) correct[bin]++;
        }
        var sum = 0.0;
        for (var bin = 0; bin < Bins; bin++) sum += Math.Abs(correct[bin] - confidence[bin]);
        return sum / results.Rows;
    }
}
