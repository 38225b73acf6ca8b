namespace Backprop;

/// <summary>The share of rows whose most probable class is the true one.</summary>
internal sealed class Accuracy : ClassificationMetric
{
    /// <inheritdoc/>
    public override string Name => "accuracy";

    /// <inheritdoc/>
    public override bool HigherIsBetter => true;

    /// <inheritdoc/>
    protected override double Evaluate(ClassificationResults results) => (double)results.Confusion.Correct / results.Rows;
}
