namespace Backprop.Engine;

/// <summary>
/// The loss of support vector machines: a score must win by a margin of 1. With int32 labels [batch] and scores
/// [batch, classes] (at least 2) the mean of Σ over other classes j of max(0, 1 − x[label] + x[j]) / classes (PyTorch's multi-margin loss);
/// otherwise, with targets of the scores' shape above 0 for yes (1) and not for no (0 or −1), the mean of max(0, 1 ∓ x).
/// </summary>
public sealed record HingeLoss : Loss
{
    /// <inheritdoc/>
    public override string Name => "hinge";

    /// <inheritdoc/>
    protected override (Tensor Values, Tensor? Weights) Terms(Tensor prediction, Tensor target)
    {
        var classes = prediction.Shape[^1];
        if (target.DType != DType.Int32 || prediction.Rank < 2 || classes < 2 || target.Shape == prediction.Shape)
        {
            target = Matching(prediction, target);
            var sign = Ops.Select(target.Greater(0), Tensor.OnesLike(target), -Tensor.OnesLike(target));
            return ((1 - prediction * sign).Relu(), null);
        }

        var labels = Labels(prediction, target);
        var others = 1 - labels.OneHot(classes, prediction.DType);
        var margins = (prediction - prediction.Gather(-1, labels.Unsqueeze(-1)) + 1).Relu();
        return ((margins * others).Sum(-1) * (1.0 / classes), null);
    }
}
