namespace Backprop.Engine;

/// <summary>
/// ½ Σ (p − t)² over a sample's outputs, the mean over the batch: the textbooks' squared error, whose gradient is p − t.
/// Prediction and target [batch, …].
/// </summary>
public sealed record HalfSquaredErrorLoss : Loss
{
    /// <inheritdoc/>
    public override string Name => "half_squared_error";

    /// <inheritdoc/>
    protected override (Tensor Values, Tensor? Weights) Terms(Tensor prediction, Tensor target)
    {
        var squares = (prediction - Matching(prediction, target)).Square();
        return (squares.Reshape(squares.Shape[0], squares.Count / Math.Max(1, squares.Shape[0])).Sum(1) * 0.5, null);
    }
}
