namespace Backprop.Engine;

/// <summary>
/// The mean of (p − t)² over samples and outputs: for regression; its best prediction is the mean. Prediction and target
/// [batch, …].
/// </summary>
public sealed record MeanSquaredErrorLoss : Loss
{
    /// <inheritdoc/>
    public override string Name => "mean_squared_error";

    /// <inheritdoc/>
    protected override (Tensor Values, Tensor? Weights) Terms(Tensor prediction, Tensor target) =>
        ((prediction - Matching(prediction, target)).Square(), null);
}
