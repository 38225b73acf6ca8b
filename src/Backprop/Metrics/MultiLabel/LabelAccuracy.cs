namespace Backprop;

/// <summary>The mean of the labels' accuracies: the share of decisions that are right, 1 − Hamming loss.</summary>
internal sealed class LabelAccuracy : MultiLabelMetric
{
    /// <inheritdoc/>
    public override string Name => "accuracy";

    /// <inheritdoc/>
    public override bool HigherIsBetter => true;

    /// <inheritdoc/>
    protected override double Evaluate(MultiLabelResults results)
    {
        var wrong = 0L;
        for (var l = 0; l < results.Labels; l++) wrong += results.Predicted[l] + results.Actual[l] - 2 * results.Hits[l];
        var decisions = (long)results.Rows * results.Labels;
        return (double)(decisions - wrong) / decisions;
    }
}
