namespace Backprop;

/// <summary>Of the rows of the second class, the positive one, the share predicted so: TP / (TP + FN).</summary>
internal sealed class Recall : ClassificationMetric
{
    /// <inheritdoc/>
    public override string Name => "recall";

    /// <inheritdoc/>
    public override bool HigherIsBetter => true;

    /// <inheritdoc/>
    public override bool Applies(ClassificationResults results) => results.Classes == 2;

    /// <inheritdoc/>
    protected override double Evaluate(ClassificationResults results) => Ratios.Positive(results.Confusion, Ratios.Recall);
}
