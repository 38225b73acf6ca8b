namespace Backprop;

/// <summary>The mean over rows and labels of −ln p(what was true of the label). Probabilities are kept within [ε, 1 − ε], ε = 2⁻²³.</summary>
internal sealed class LabelLogLoss : MultiLabelMetric
{
    /// <inheritdoc/>
    public override string Name => "log_loss";

    /// <inheritdoc/>
    public override bool HigherIsBetter => false;

    /// <inheritdoc/>
    protected override double Evaluate(MultiLabelResults results)
    {
        var sum = 0.0;
        for (var row = 0; row < results.Rows; row++)
            for (var l = 0; l < results.Labels; l++)
            {
                var p = Math.Clamp(results.Probability(row, l), LogLoss.Smallest, 1 - LogLoss.Smallest);
                sum -= Elementary.Log(results.IsTrue(row, l) ? p : 1 - p);
            }
        return sum / ((double)results.Rows * results.Labels);
    }
}
