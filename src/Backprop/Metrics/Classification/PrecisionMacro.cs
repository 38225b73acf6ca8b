namespace Backprop;

/// <summary>The mean of the classes' precisions, over the classes that occur in truth or predictions.</summary>
internal sealed class PrecisionMacro : ClassificationMetric
{
    /// <inheritdoc/>
    public override string Name => "precision_macro";

    /// <inheritdoc/>
    public override bool HigherIsBetter => true;

    /// <inheritdoc/>
    protected override double Evaluate(ClassificationResults results) => Ratios.Macro(results.Confusion, Ratios.Precision);
}
