namespace Backprop;

/// <summary>The mean of the classes' recalls, over the classes that occur: a majority class does not help.</summary>
internal sealed class BalancedAccuracy : ClassificationMetric
{
    /// <inheritdoc/>
    public override string Name => "balanced_accuracy";

    /// <inheritdoc/>
    public override bool HigherIsBetter => true;

    /// <inheritdoc/>
    protected override double Evaluate(ClassificationResults results)
    {
        var (sum, occurring) = (0.0, 0);
        for (var c = 0; c < results.Classes; c++)
        {
            var actual = results.Confusion.Actual(c);
            if (actual == 0) continue;
            sum += (double)results.Confusion[c, c] / actual;
            occurring++;
        }
        return sum / occurring;
    }
}
