namespace Backprop;

/// <summary>
/// Matthews' correlation of truth and prediction, for any number of classes (Gorodkin 2004):
/// (s·t − Σ p_c·a_c) / √((s² − Σ p_c²)(s² − Σ a_c²)), s rows, t right ones, p_c predicted and a_c true rows of class c. 0 if either is constant.
/// </summary>
internal sealed class Matthews : ClassificationMetric
{
    /// <inheritdoc/>
    public override string Name => "matthews";

    /// <inheritdoc/>
    public override bool HigherIsBetter => true;

    /// <inheritdoc/>
    protected override double Evaluate(ClassificationResults results)
    {
        double rows = results.Rows, mixed = 0, predictedSquares = 0, actualSquares = 0;
        for (var c = 0; c < results.Classes; c++)
        {
            double predicted = results.Confusion.Predicted(c), actual = results.Confusion.Actual(c);
            mixed += predicted * actual;
            predictedSquares += predicted * predicted;
            actualSquares += actual * actual;
        }
        var scale = (rows * rows - predictedSquares) * (rows * rows - actualSquares);
        return scale == 0 ? 0 : (rows * results.Confusion.Correct - mixed) / Math.Sqrt(scale);
    }
}
