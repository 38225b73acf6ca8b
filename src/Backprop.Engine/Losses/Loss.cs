using System.Globalization;

namespace Backprop.Engine;

/// <summary>
/// How far a prediction is from its target: a scalar to make small. It is a mean over the batch, so the gradient's size
/// does not depend on the batch's; samples may weigh differently.
/// </summary>
public abstract record Loss
{
    /// <summary>The name it is registered under, such as <c>cross_entropy</c>.</summary>
    public abstract string Name { get; }

    /// <summary>What a registry needs to build it again.</summary>
    public virtual Settings Settings => new(Name);

    /// <summary>The mean loss: Σ weight · value / Σ weight over all samples (and, within a sample, outputs).</summary>
    /// <param name="prediction">[batch, …], see the loss.</param>
    /// <param name="target">As the loss expects; often of the prediction's shape.</param>
    /// <param name="sampleWeights">[batch], at least 0 and not all 0; null: all alike.</param>
    /// <returns>A scalar of the prediction's dtype.</returns>
    /// <exception cref="ShapeException">The shapes or dtypes do not fit; the message names this loss.</exception>
    public Tensor Of(Tensor prediction, Tensor target, Tensor? sampleWeights = null)
    {
        var (values, weights) = CheckedTerms(prediction, target);
        if (sampleWeights is null && weights is null)
            return values.Mean();
        var (sum, weight) = Totals(values, weights, sampleWeights);
        return sum / weight;
    }

    /// <summary>
    /// Numerator and denominator of <see cref="Of"/>, so that the loss of a data set is Σ sums / Σ weights over its batches,
    /// however it is cut.
    /// </summary>
    /// <inheritdoc cref="Of"/>
    /// <returns>Two scalars of the prediction's dtype.</returns>
    public (Tensor Sum, Tensor Weight) Sums(Tensor prediction, Tensor target, Tensor? sampleWeights = null)
    {
        var (values, weights) = CheckedTerms(prediction, target);
        return Totals(values, weights, sampleWeights);
    }

    /// <summary>
    /// Values [batch, …] to be summed, each already multiplied by its weight; and those weights, of the same shape, null if
    /// all are 1.
    /// </summary>
    protected abstract (Tensor Values, Tensor? Weights) Terms(Tensor prediction, Tensor target);

    private (Tensor Values, Tensor? Weights) CheckedTerms(Tensor prediction, Tensor target)
    {
        if (!prediction.DType.IsFloat() || prediction.Rank == 0)
            throw new ShapeException($"the loss '{Name}' expects predictions [batch, …] of float32 or float64 but got {prediction.Spec}: pass what the network gave");
        return Terms(prediction, target);
    }

    private (Tensor Sum, Tensor Weight) Totals(Tensor values, Tensor? weights, Tensor? sampleWeights)
    {
        if (sampleWeights is null)
            return (values.Sum(), weights?.Sum() ?? Tensor.Scalar(values.Count, values.DType));
        var batch = values.Shape[0];
        if (sampleWeights.Count != batch)
            throw new ShapeException($"the loss '{Name}' expects one weight a sample, [{batch}], but got {sampleWeights.Spec}: give one for each row of the batch");
        // Beside values [batch, …] as [batch, 1, …].
        var sizes = new int[values.Rank];
        Array.Fill(sizes, 1);
        sizes[0] = batch;
        var perSample = sampleWeights.Convert(values.DType).Reshape(new Shape(sizes));
        var weight = weights is null ? perSample.Sum() * ((double)values.Count / batch) : (weights * perSample).Sum();
        return ((values * perSample).Sum(), weight);
    }

    // ---- what losses share

    /// <summary>The target in the prediction's dtype and shape; [batch] goes with [batch, 1].</summary>
    private protected Tensor Matching(Tensor prediction, Tensor target)
    {
        if (target.Shape == prediction.Shape)
            return target.Convert(prediction.DType);
        // Broadcasting [batch] against [batch, 1] would compare every row with every other.
        if (IsColumnOf(target.Shape, prediction.Shape) || IsColumnOf(prediction.Shape, target.Shape))
            return target.Convert(prediction.DType).Reshape(prediction.Shape);
        throw Mismatch("a target of the prediction's shape", prediction, target, "give the network's last layer as many outputs as there are targets");

        static bool IsColumnOf(Shape column, Shape shape) =>
            column.Rank == shape.Rank + 1 && column[^1] == 1 && column.Sizes[..^1].SequenceEqual(shape.Sizes);
    }

    /// <summary>Class numbers as [batch, …] for scores [batch, …, classes]; a last axis of size 1 is left out.</summary>
    private protected Tensor Labels(Tensor scores, Tensor labels)
    {
        var leading = new Shape(scores.Shape.Sizes[..^1]);
        if (labels.DType != DType.Int32)
            throw Mismatch($"int32 labels {leading}", scores, labels, "use Convert(DType.Int32) on the labels");
        if (scores.Rank < 2 || labels.Count != leading.Count || (labels.Shape != leading && labels.Shape != scores.Shape.With(-1, 1)))
            throw Mismatch($"scores [batch, …, classes] and labels {leading}", scores, labels, "labels are class numbers, one for each row of scores");
        return labels.Reshape(leading);
    }

    /// <summary>The error of tensors that do not fit, naming the loss.</summary>
    private protected ShapeException Mismatch(string expected, Tensor prediction, Tensor target, string remedy) => new(
        $"the loss '{Name}' expects {expected} but got the prediction {prediction.Spec} and the target {target.Spec}: {remedy}");

    /// <summary>Constants as a tensor [count] beside a prediction whose last axis has that size (or 1 constant for all).</summary>
    private protected Tensor Row(IReadOnlyList<double> constants, Tensor prediction, string setting)
    {
        if (constants.Count != 1 && constants.Count != prediction.Shape[^1])
        {
            throw new SettingsException(
                $"the loss '{Name}' has {constants.Count} {setting} but the prediction {prediction.Spec} needs {prediction.Shape[^1]}: give one for each column");
        }

        return Tensor.Constant<double>([.. constants], constants.Count).Convert(prediction.DType);
    }

    private protected double InRange(string setting, double value, bool valid, string expected) => valid
        ? value
        : throw new SettingsException(string.Create(
            CultureInfo.InvariantCulture, $"the setting '{setting}' of the loss '{Name}' must be {expected} but is {value}"));

    private protected IReadOnlyList<double>? CheckWeights(string setting, IReadOnlyList<double>? weights, int? count = null)
    {
        if (weights is null)
            return null;
        if (weights.Count == 0 || (count is { } needed && weights.Count != needed))
            throw new SettingsException($"the setting '{setting}' of the loss '{Name}' must list {count?.ToString(CultureInfo.InvariantCulture) ?? "1 or more"} weights but lists {weights.Count}");
        foreach (var weight in weights)
            InRange(setting, weight, weight >= 0 && double.IsFinite(weight), "0 or more");
        return [.. weights];
    }
}
