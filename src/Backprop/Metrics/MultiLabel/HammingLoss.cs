namespace Backprop;

/// <summary>The share of all decisions (a row, a label) that are wrong.</summary>
internal sealed class HammingLoss : MultiLabelMetric
{
    /// <inheritdoc/>
    public override string Name => "hamming_loss";

    /// <inheritdoc/>
    public override bool HigherIsBetter => false;

    /// <inheritdoc/>
    protected override double Evaluate(MultiLabelResults results)
    {
        var wrong = 0L;
        for (var l = 0; l < results.Labels; l++) wrong += results.Predicted[l] + results.Actual[l] - 2 * results.Hits[l];
        return (double)wrong / ((long)results.Rows * results.Labels);
    }
}
