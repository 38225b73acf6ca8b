namespace Backprop;

/// <summary>Of the rows predicted to be of the second class, the positive one, the share that are: TP / (TP + FP).</summary>
internal sealed class Precision : ClassificationMetric
{
    /// <inheritdoc/>
    public override string Name => "precision";

    /// <inheritdoc/>
    public override bool HigherIsBetter => true;

    /// <inheritdoc/>
    public override bool Applies(ClassificationResults results) => results.Classes == 2;

    /// <inheritdoc/>
    protected override double Evaluate(ClassificationResults results) => Ratios.Positive(results.Confusion, Ratios.Precision);
}
