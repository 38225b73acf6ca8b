namespace Backprop;

/// <summary>The mean of the labels' precisions; 0 for a label never predicted.</summary>
internal sealed class LabelPrecisionMacro : MultiLabelMetric
{
    /// <inheritdoc/>
    public override string Name => "precision_macro";

    /// <inheritdoc/>
    public override bool HigherIsBetter => true;

    /// <inheritdoc/>
    protected override double Evaluate(MultiLabelResults results) => Ratios.Macro(results, Ratios.Precision);
}
