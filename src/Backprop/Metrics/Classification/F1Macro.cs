namespace Backprop;

/// <summary>The mean of the classes' F1, over the classes that occur in truth or predictions.</summary>
internal sealed class F1Macro : ClassificationMetric
{
    /// <inheritdoc/>
    public override string Name => "f1_macro";

    /// <inheritdoc/>
    public override bool HigherIsBetter => true;

    /// <inheritdoc/>
    protected override double Evaluate(ClassificationResults results) => Ratios.Macro(results.Confusion, Ratios.F1);
}
