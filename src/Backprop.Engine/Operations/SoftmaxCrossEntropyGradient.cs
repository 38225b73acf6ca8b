using Backprop.Numerics.Kernels;

namespace Backprop.Engine;

/// <summary>(probabilities − onehot(labels)) ⊙ dloss, row by row: the gradient of <see cref="SoftmaxCrossEntropyOp"/>.</summary>
public sealed class SoftmaxCrossEntropyGradientOp : Op
{
    internal static readonly SoftmaxCrossEntropyGradientOp Instance = new();

    /// <inheritdoc/>
    public override string Name => "softmax_cross_entropy_gradient";

    /// <inheritdoc/>
    protected internal override TensorSpec[] Infer(ReadOnlySpan<TensorSpec> inputs) => [inputs[0]];

    /// <inheritdoc/>
    protected internal override bool[]? Rows(ReadOnlySpan<TensorSpec> inputs, ReadOnlySpan<TensorSpec> outputs) => RowCut.All(inputs);

    /// <inheritdoc/>
    protected internal override void Run(ReadOnlySpan<Tensor> inputs, ReadOnlySpan<Tensor> outputs, Workers workers)
    {
        if (inputs[0].DType == DType.Float32)
            Run<float>(inputs, outputs[0], workers);
        else
            Run<double>(inputs, outputs[0], workers);
    }

    private static void Run<T>(ReadOnlySpan<Tensor> inputs, Tensor dx, Workers workers)
        where T : unmanaged, System.Numerics.IBinaryFloatingPointIeee754<T> =>
        SoftmaxRows.CrossEntropyGradient(
            inputs[0].Span<T>(), inputs[1].Span<int>(), inputs[2].Span<T>(), dx.Shape[0], dx.Shape[1], dx.Writable<T>(), workers);

    /// <inheritdoc/>
    protected internal override Tensor[]? Compose(Tensor[] inputs) =>
        [(inputs[0] - inputs[1].OneHot(inputs[0].Shape[1], inputs[0].DType)) * inputs[2].Unsqueeze(1)];
}
