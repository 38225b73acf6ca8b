namespace Backprop;

/// <summary>The mean of the classes' recalls, over the classes that occur in truth or predictions.</summary>
internal sealed class RecallMacro : ClassificationMetric
{
    /// <inheritdoc/>
    public override string Name => "recall_macro";

    /// <inheritdoc/>
    public override bool HigherIsBetter => true;

    /// <inheritdoc/>
    protected override double Evaluate(ClassificationResults results) => Ratios.Macro(results.Confusion, Ratios.Recall);
}
