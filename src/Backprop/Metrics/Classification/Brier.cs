namespace Backprop;

/// <summary>
/// The mean squared error of the probabilities. Two classes: mean((p₂ − y)²), from 0 to 1. More: mean(Σ_c (p_c − y_c)²), from 0 to 2
/// (Brier 1950).
/// </summary>
internal sealed class Brier : ClassificationMetric
{
    /// <inheritdoc/>
    public override string Name => "brier";

    /// <inheritdoc/>
    public override bool HigherIsBetter => false;

    /// <inheritdoc/>
    protected override double Evaluate(ClassificationResults results)
    {
        var sum = 0.0;
        for (var row = 0; row < results.Rows; row++)
        {
            var p = results.Probabilities(row);
            for (var c = results.Classes == 2 ? 1 : 0; c < results.Classes; c++)
            {
                var off = p[c] - (results.Truth[row] == c ? 1.0 : 0.0);
                sum += off * off;
            }
        }
        return sum / results.Rows;
    }
}
