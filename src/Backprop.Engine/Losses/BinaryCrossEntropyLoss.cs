namespace Backprop.Engine;

/// <summary>
/// The mean of −t · log σ(x) − (1 − t) · log(1 − σ(x)) on logits x, computed without over- or underflow: for two classes
/// and, with several columns, for labels that do not exclude each other. Target 0, 1 or between, [batch, …] as the logits.
/// </summary>
public sealed record BinaryCrossEntropyLoss : Loss
{
    /// <inheritdoc/>
    public override string Name => "binary_cross_entropy";

    /// <summary>Pulls targets towards ½: t · (1 − s) + ½s. In [0, 1].</summary>
    public double LabelSmoothing { get; init => field = InRange("label_smoothing", value, value is >= 0 and <= 1, "from 0 to 1"); }

    /// <summary>
    /// Factors of the part of target 1, one for all or one a column; the mean is not divided by them (PyTorch's
    /// <c>pos_weight</c>).
    /// </summary>
    public IReadOnlyList<double>? PositiveWeights { get; init => field = CheckWeights("positive_weights", value); }

    /// <summary>Weights of the classes 0 and 1: the mean is Σ w · value / Σ w, as in <see cref="CrossEntropyLoss"/>.</summary>
    public IReadOnlyList<double>? ClassWeights { get; init => field = CheckWeights("class_weights", value, 2); }

    /// <inheritdoc/>
    public override Settings Settings => base.Settings.With("label_smoothing", LabelSmoothing)
        .WithIfAny("positive_weights", PositiveWeights).WithIfAny("class_weights", ClassWeights);

    /// <inheritdoc/>
    protected override (Tensor Values, Tensor? Weights) Terms(Tensor prediction, Tensor target)
    {
        target = Matching(prediction, target);
        var weights = ClassWeights is null ? null : target * (ClassWeights[1] - ClassWeights[0]) + ClassWeights[0];
        if (LabelSmoothing > 0)
            target = target * (1 - LabelSmoothing) + 0.5 * LabelSmoothing;
        // −log σ(x) = softplus(−x) and −log(1 − σ(x)) = softplus(x) = x + softplus(−x).
        Tensor values;
        if (PositiveWeights is null)
            values = prediction.Softplus() - prediction * target;
        else
        {
            var extra = Row(PositiveWeights, prediction, "positive weights") - 1;
            values = (1 - target) * prediction + (1 + extra * target) * (-prediction).Softplus();
        }

        return weights is null ? (values, null) : (values * weights, weights);
    }
}
