namespace Backprop.Engine;

/// <summary>
/// Σ t · (log t − p) over a sample, the mean over the batch: how far log-probabilities p are from probabilities t, where
/// 0 · log 0 is 0 (PyTorch's <c>batchmean</c>). Both [batch, …].
/// </summary>
public sealed record KullbackLeiblerLoss : Loss
{
    /// <inheritdoc/>
    public override string Name => "kullback_leibler";

    /// <inheritdoc/>
    protected override (Tensor Values, Tensor? Weights) Terms(Tensor prediction, Tensor target)
    {
        target = Matching(prediction, target);
        var log = Ops.Select(target.Greater(0), target, Tensor.OnesLike(target)).Log();
        var terms = target * (log - prediction);
        return (terms.Reshape(terms.Shape[0], terms.Count / Math.Max(1, terms.Shape[0])).Sum(1), null);
    }
}
