using Backprop.Numerics.Kernels;

namespace Backprop.Engine;

/// <summary>An op on the elements of two float tensors, broadcast to each other by NumPy's rule.</summary>
/// <typeparam name="TKernel">What is done to two elements.</typeparam>
public abstract class BinaryOp<TKernel> : Op where TKernel : struct, IBinaryKernel
{
    /// <inheritdoc/>
    protected internal sealed override TensorSpec[] Infer(ReadOnlySpan<TensorSpec> inputs) =>
        [new(Require.SameFloat(this, inputs[0], inputs[1]), Require.Broadcast(this, inputs[0], inputs[1]))];

    /// <inheritdoc/>
    protected internal override bool[]? Rows(ReadOnlySpan<TensorSpec> inputs, ReadOnlySpan<TensorSpec> outputs) => RowCut.Broadcast(inputs, outputs[0]);

    /// <inheritdoc/>
    protected internal sealed override void Run(ReadOnlySpan<Tensor> inputs, ReadOnlySpan<Tensor> outputs, Workers workers)
    {
        if (inputs[0].DType == DType.Float32)
            Run<float>(inputs[0], inputs[1], outputs[0], workers);
        else
            Run<double>(inputs[0], inputs[1], outputs[0], workers);
    }

    internal static void Run<T>(Tensor a, Tensor b, Tensor c, Workers workers) where T : unmanaged =>
        Elementwise.Zip<TKernel, T>(a.Span<T>(), a.Shape, b.Span<T>(), b.Shape, c.Writable<T>(), c.Shape, workers);
}
