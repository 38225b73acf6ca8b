namespace Backprop.Engine;

/// <summary>
/// The mean of −log softmax(x)[label] on logits x [batch, …, classes] and int32 labels [batch, …]; or of
/// −Σ t · log softmax(x) with probabilities t of the logits' shape as targets. For classes that exclude each other.
/// </summary>
public sealed record CrossEntropyLoss : Loss
{
    /// <inheritdoc/>
    public override string Name => "cross_entropy";

    /// <summary>Takes this share of each target and spreads it over all classes (Szegedy et al. 2016). In [0, 1].</summary>
    public double LabelSmoothing { get; init => field = InRange("label_smoothing", value, value is >= 0 and <= 1, "from 0 to 1"); }

    /// <summary>
    /// A weight for each class; the mean over labels is Σ w[label] · value / Σ w[label], with probabilities as targets it is
    /// over the rows (as PyTorch has it).
    /// </summary>
    public IReadOnlyList<double>? ClassWeights { get; init => field = CheckWeights("class_weights", value); }

    /// <inheritdoc/>
    public override Settings Settings => base.Settings.With("label_smoothing", LabelSmoothing).WithIfAny("class_weights", ClassWeights);

    /// <inheritdoc/>
    protected override (Tensor Values, Tensor? Weights) Terms(Tensor prediction, Tensor target)
    {
        var classes = prediction.Shape[^1];
        if (ClassWeights is not null && ClassWeights.Count != classes)
            throw new SettingsException($"the loss '{Name}' has {ClassWeights.Count} class weights but the logits {prediction.Spec} have {classes} classes: give one for each");
        var weights = ClassWeights is null ? null : Row(ClassWeights, prediction, "class weights");
        if (target.DType.IsFloat() && target.Shape == prediction.Shape)
            return (OfProbabilities(prediction, target.Convert(prediction.DType), weights), null);

        var labels = Labels(prediction, target);
        if (LabelSmoothing == 0 && weights is null)
            return (prediction.Reshape(-1, classes).SoftmaxCrossEntropy(labels.Flatten()).Reshape(labels.Shape), null);
        var logs = prediction.LogSoftmax();
        var values = -logs.Gather(-1, labels.Unsqueeze(-1)).Squeeze(-1);
        var perLabel = weights?.IndexSelect(0, labels.Reshape(labels.Count)).Reshape(labels.Shape);
        if (perLabel is not null)
            values *= perLabel;
        if (LabelSmoothing > 0)
        {
            var all = weights is null ? logs : logs * weights;
            values = values * (1 - LabelSmoothing) - all.Sum(-1) * (LabelSmoothing / classes);
        }

        return (values, perLabel);
    }

    private Tensor OfProbabilities(Tensor logits, Tensor target, Tensor? weights)
    {
        if (LabelSmoothing > 0)
            target = target * (1 - LabelSmoothing) + LabelSmoothing / logits.Shape[^1];
        var terms = target * logits.LogSoftmax();
        return -(weights is null ? terms : terms * weights).Sum(-1);
    }
}
