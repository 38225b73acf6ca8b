namespace Backprop.Engine;

/// <summary>
/// With e = p − t the mean of ½e² where |e| ≤ δ and of δ · (|e| − ½δ) beyond: squared for small errors, absolute for large
/// ones (Huber 1964). Prediction and target [batch, …].
/// </summary>
public sealed record HuberLoss : Loss
{
    /// <inheritdoc/>
    public override string Name => "huber";

    /// <summary>δ, more than 0, in the target's units.</summary>
    public double Delta { get; init => field = InRange("delta", value, value > 0 && double.IsFinite(value), "more than 0"); } = 1;

    /// <inheritdoc/>
    public override Settings Settings => base.Settings.With("delta", Delta);

    /// <inheritdoc/>
    protected override (Tensor Values, Tensor? Weights) Terms(Tensor prediction, Tensor target)
    {
        var error = (prediction - Matching(prediction, target)).Abs();
        var inside = error.Clamp(0, Delta);
        return (inside * (error - inside * 0.5), null);
    }
}
