using Backprop.Numerics.Kernels;

namespace Backprop.Engine;

/// <summary>An op on each element of one float tensor.</summary>
/// <typeparam name="TKernel">What is done to an element.</typeparam>
public abstract class UnaryOp<TKernel> : Op where TKernel : struct, IUnaryKernel
{
    /// <inheritdoc/>
    protected internal sealed override TensorSpec[] Infer(ReadOnlySpan<TensorSpec> inputs) => [Require.Float(this, inputs[0])];

    /// <inheritdoc/>
    protected internal override bool[]? Rows(ReadOnlySpan<TensorSpec> inputs, ReadOnlySpan<TensorSpec> outputs) => RowCut.All(inputs);

    /// <inheritdoc/>
    protected internal sealed override void Run(ReadOnlySpan<Tensor> inputs, ReadOnlySpan<Tensor> outputs, Workers workers)
    {
        if (inputs[0].DType == DType.Float32)
            Run<float>(inputs[0], outputs[0], workers);
        else
            Run<double>(inputs[0], outputs[0], workers);
    }

    private static void Run<T>(Tensor x, Tensor y, Workers workers) where T : unmanaged =>
        Elementwise.Map<TKernel, T>(x.Span<T>(), y.Writable<T>(), workers);
}
