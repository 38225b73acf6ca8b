namespace Backprop;

/// <summary>The mean of the labels' recalls; 0 for a label that is never true.</summary>
internal sealed class LabelRecallMacro : MultiLabelMetric
{
    /// <inheritdoc/>
    public override string Name => "recall_macro";

    /// <inheritdoc/>
    public override bool HigherIsBetter => true;

    /// <inheritdoc/>
    protected override double Evaluate(MultiLabelResults results) => Ratios.Macro(results, Ratios.Recall);
}
