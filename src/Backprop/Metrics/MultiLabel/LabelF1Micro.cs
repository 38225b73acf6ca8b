namespace Backprop;

/// <summary>F1 of all decisions taken together.</summary>
internal sealed class LabelF1Micro : MultiLabelMetric
{
    /// <inheritdoc/>
    public override string Name => "f1_micro";

    /// <inheritdoc/>
    public override bool HigherIsBetter => true;

    /// <inheritdoc/>
    protected override double Evaluate(MultiLabelResults results)
    {
        var (hits, predicted, actual) = (0L, 0L, 0L);
        for (var l = 0; l < results.Labels; l++)
            (hits, predicted, actual) = (hits + results.Hits[l], predicted + results.Predicted[l], actual + results.Actual[l]);
        return Ratios.F1(hits, predicted, actual);
    }
}
