namespace Backprop;

/// <summary>The mean of the labels' F1; 0 for a label neither predicted nor true.</summary>
internal sealed class LabelF1Macro : MultiLabelMetric
{
    /// <inheritdoc/>
    public override string Name => "f1_macro";

    /// <inheritdoc/>
    public override bool HigherIsBetter => true;

    /// <inheritdoc/>
    protected override double Evaluate(MultiLabelResults results) => Ratios.Macro(results, Ratios.F1);
}
