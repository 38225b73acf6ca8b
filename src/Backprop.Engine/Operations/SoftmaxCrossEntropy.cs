using Backprop.Numerics.Kernels;

namespace Backprop.Engine;

/// <summary>
/// −log softmax(logits)[label] of each row, without overflow: logits [rows, classes] and labels [rows] (int32) give the
/// losses [rows] and, as a second output, the probabilities [rows, classes], which the gradient reads:
/// dlogits = (probabilities − onehot) ⊙ dloss.
/// </summary>
public sealed class SoftmaxCrossEntropyOp : Op
{
    internal static readonly SoftmaxCrossEntropyOp Instance = new();

    /// <inheritdoc/>
    public override string Name => "softmax_cross_entropy";

    /// <inheritdoc/>
    protected internal override TensorSpec[] Infer(ReadOnlySpan<TensorSpec> inputs)
    {
        var (logits, labels) = (Require.Float(this, inputs[0]), Require.Int(this, inputs[1], "labels"));
        if (logits.Shape.Rank != 2 || labels.Shape.Rank != 1 || labels.Shape[0] != logits.Shape[0])
        {
            throw new ShapeException(
                $"'{Name}' takes logits [rows, classes] and one class number for each row [rows] but got {logits.Shape} and {labels.Shape}: "
                + "Reshape the logits to [-1, classes] and Flatten the labels");
        }

        return logits.Shape[1] > 0
            ? [logits with { Shape = labels.Shape }, logits]
            : throw new ShapeException($"'{Name}' needs 1 or more classes but got logits {logits.Shape}");
    }

    /// <inheritdoc/>
    protected internal override bool[]? Rows(ReadOnlySpan<TensorSpec> inputs, ReadOnlySpan<TensorSpec> outputs) => RowCut.All(inputs);

    /// <inheritdoc/>
    protected internal override void Run(ReadOnlySpan<Tensor> inputs, ReadOnlySpan<Tensor> outputs, Workers workers)
    {
        CheckLabels(inputs[1].Span<int>(), inputs[0].Shape[1]);
        if (inputs[0].DType == DType.Float32)
            Run<float>(inputs, outputs, workers);
        else
            Run<double>(inputs, outputs, workers);
    }

    private static void Run<T>(ReadOnlySpan<Tensor> inputs, ReadOnlySpan<Tensor> outputs, Workers workers)
        where T : unmanaged, System.Numerics.IBinaryFloatingPointIeee754<T> =>
        SoftmaxRows.CrossEntropy(
            inputs[0].Span<T>(), inputs[1].Span<int>(), inputs[0].Shape[0], inputs[0].Shape[1],
            outputs[0].Writable<T>(), outputs[1].Writable<T>(), workers);

    private void CheckLabels(ReadOnlySpan<int> labels, int classes)
    {
        if (labels.IndexOfAnyExceptInRange(0, classes - 1) is not (>= 0 and var row))
            return;
        throw new BackpropException(
            $"'{Name}' got the class {labels[row]} in row {row} but there are {classes} classes, 0 to {classes - 1}: "
            + "number the classes from 0, or give the network as many outputs as there are classes");
    }

    /// <inheritdoc/>
    protected internal override Tensor?[] Gradient(in GradientContext context)
    {
        var (probabilities, labels) = (context.Output(1), context.Input(1));
        Tensor? dx = null;
        if (context.HasGrad(0))
            dx = SoftmaxCrossEntropyGradientOp.Instance.Apply(probabilities, labels, context.Grad(0));
        // Something looked at the probabilities: a second derivative, or the user.
        if (context.HasGrad(1))
        {
            var through = SoftmaxOp.Rule(probabilities, context.Grad(1));
            dx = dx is null ? through : dx + through;
        }

        return [dx, null];
    }

    /// <inheritdoc/>
    protected internal override Tensor[]? Compose(Tensor[] inputs) =>
        [-inputs[0].LogSoftmax().Gather(1, inputs[1].Unsqueeze(1)).Squeeze(1), inputs[0].Softmax()];
}

public static partial class Ops
{
    /// <summary>
    /// −log softmax(logits)[label] of each row: logits [rows, classes] and class numbers [rows] (int32) give losses [rows].
    /// </summary>
    /// <exception cref="ShapeException">The shapes do not fit.</exception>
    /// <exception cref="BackpropException">A class number is not in [0, classes).</exception>
    public static Tensor SoftmaxCrossEntropy(this Tensor logits, Tensor labels) => SoftmaxCrossEntropyOp.Instance.Apply(logits, labels);
}
