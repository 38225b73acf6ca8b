namespace Backprop;

/// <summary>The harmonic mean of precision and recall of the second class, the positive one: 2·TP / (2·TP + FP + FN).</summary>
internal sealed class F1 : ClassificationMetric
{
    /// <inheritdoc/>
    public override string Name => "f1";

    /// <inheritdoc/>
    public override bool HigherIsBetter => true;

    /// <inheritdoc/>
    public override bool Applies(ClassificationResults results) => results.Classes == 2;

    /// <inheritdoc/>
    protected override double Evaluate(ClassificationResults results) => Ratios.Positive(results.Confusion, Ratios.F1);
}
