namespace Backprop.Engine;

/// <summary>
/// The mean of eᵖ − t · p: the negative log-likelihood of counts t whose rate has the logarithm p, without the part that
/// does not depend on p. Both [batch, …].
/// </summary>
public sealed record PoissonLoss : Loss
{
    /// <inheritdoc/>
    public override string Name => "poisson";

    /// <inheritdoc/>
    protected override (Tensor Values, Tensor? Weights) Terms(Tensor prediction, Tensor target) =>
        (prediction.Exp() - Matching(prediction, target) * prediction, null);
}
