namespace Backprop.Engine;

/// <summary>
/// The mean of |p − t| over samples and outputs: for regression with outliers; its best prediction is the median.
/// Prediction and target [batch, …].
/// </summary>
public sealed record MeanAbsoluteErrorLoss : Loss
{
    /// <inheritdoc/>
    public override string Name => "mean_absolute_error";

    /// <inheritdoc/>
    protected override (Tensor Values, Tensor? Weights) Terms(Tensor prediction, Tensor target) =>
        ((prediction - Matching(prediction, target)).Abs(), null);
}
