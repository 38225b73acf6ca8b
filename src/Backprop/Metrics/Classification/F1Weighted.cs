namespace Backprop;

/// <summary>The mean of the classes' F1, weighted by their rows.</summary>
internal sealed class F1Weighted : ClassificationMetric
{
    /// <inheritdoc/>
    public override string Name => "f1_weighted";

    /// <inheritdoc/>
    public override bool HigherIsBetter => true;

    /// <inheritdoc/>
    protected override double Evaluate(ClassificationResults results)
    {
        var sum = 0.0;
        for (var c = 0; c < results.Classes; c++)
        {
            var actual = results.Confusion.Actual(c);
            sum += actual * Ratios.F1(results.Confusion[c, c], results.Confusion.Predicted(c), actual);
        }
        return sum / results.Rows;
    }
}
