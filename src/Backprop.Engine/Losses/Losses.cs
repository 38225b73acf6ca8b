namespace Backprop.Engine;

/// <summary>The losses as functions of prediction and target, each the mean over the batch; the records have the settings.</summary>
public static class Losses
{
    /// <inheritdoc cref="MeanSquaredErrorLoss"/>
    public static Tensor MeanSquaredError(Tensor prediction, Tensor target, Tensor? sampleWeights = null) =>
        new MeanSquaredErrorLoss().Of(prediction, target, sampleWeights);

    /// <inheritdoc cref="HalfSquaredErrorLoss"/>
    public static Tensor HalfSquaredError(Tensor prediction, Tensor target, Tensor? sampleWeights = null) =>
        new HalfSquaredErrorLoss().Of(prediction, target, sampleWeights);

    /// <inheritdoc cref="MeanAbsoluteErrorLoss"/>
    public static Tensor MeanAbsoluteError(Tensor prediction, Tensor target, Tensor? sampleWeights = null) =>
        new MeanAbsoluteErrorLoss().Of(prediction, target, sampleWeights);

    /// <inheritdoc cref="HuberLoss"/>
    public static Tensor Huber(Tensor prediction, Tensor target, double delta = 1, Tensor? sampleWeights = null) =>
        new HuberLoss { Delta = delta }.Of(prediction, target, sampleWeights);

    /// <inheritdoc cref="QuantileLoss"/>
    public static Tensor Quantile(Tensor prediction, Tensor target, IReadOnlyList<double> levels, Tensor? sampleWeights = null) =>
        new QuantileLoss { Levels = levels }.Of(prediction, target, sampleWeights);

    /// <inheritdoc cref="BinaryCrossEntropyLoss"/>
    public static Tensor BinaryCrossEntropy(Tensor logits, Tensor target, Tensor? sampleWeights = null) =>
        new BinaryCrossEntropyLoss().Of(logits, target, sampleWeights);

    /// <inheritdoc cref="CrossEntropyLoss"/>
    public static Tensor CrossEntropy(Tensor logits, Tensor labels, Tensor? sampleWeights = null) =>
        new CrossEntropyLoss().Of(logits, labels, sampleWeights);

    /// <inheritdoc cref="HingeLoss"/>
    public static Tensor Hinge(Tensor scores, Tensor target, Tensor? sampleWeights = null) =>
        new HingeLoss().Of(scores, target, sampleWeights);

    /// <inheritdoc cref="KullbackLeiblerLoss"/>
    public static Tensor KullbackLeibler(Tensor logProbabilities, Tensor probabilities, Tensor? sampleWeights = null) =>
        new KullbackLeiblerLoss().Of(logProbabilities, probabilities, sampleWeights);

    /// <inheritdoc cref="PoissonLoss"/>
    public static Tensor Poisson(Tensor logRate, Tensor counts, Tensor? sampleWeights = null) =>
        new PoissonLoss().Of(logRate, counts, sampleWeights);
}
