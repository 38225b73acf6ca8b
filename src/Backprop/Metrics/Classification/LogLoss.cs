namespace Backprop;

/// <summary>
/// The mean of −ln p(true class). Probabilities are kept within [ε, 1 − ε], ε = 2⁻²³ (that of float32), so that a class
/// ruled out costs 15.9 and not infinity.
/// </summary>
internal sealed class LogLoss : ClassificationMetric
{
    /// <summary>The smallest probability counted, 2⁻²³.</summary>
    internal const double Smallest = 1.0 / (1 << 23);

    /// <inheritdoc/>
    public override string Name => "log_loss";

    /// <inheritdoc/>
    public override bool HigherIsBetter => false;

    /// <inheritdoc/>
    protected override double Evaluate(ClassificationResults results)
    {
        var sum = 0.0;
        for (var row = 0; row < results.Rows; row++)
            sum -= Elementary.Log(Math.Clamp((double)results.Probabilities(row)[results.Truth[row]], Smallest, 1 - Smallest));
        return sum / results.Rows;
    }
}
