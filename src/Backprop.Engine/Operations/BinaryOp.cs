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
    protected internal sealed override void Run(ReadOnlySpan<Tensor> inputs, ReadOnlySpan<Tensor> outputs, Workers workers)
    {
        if (inputs[0].DType == DType.Float32)
            Run<float>(inputs[0], inputs[1], outputs[0], workers);
        else
            Run<double>(inputs[0], inputs[1], outputs[0], workers);
    }

    internal static void Run<T>(Tensor a, Tensor b, Tensor c, Workers workers) where T : unmanaged
    {
        if (Elements.Shares(c.Count, workers))
            Share<T>(a, b, c, workers);
        else
            Elementwise.Zip<TKernel, T>(a.Span<T>(), a.Shape, b.Span<T>(), b.Shape, c.Writable<T>(), c.Shape);
    }

    private static void Share<T>(Tensor a, Tensor b, Tensor c, Workers workers) where T : unmanaged
    {
        if ((a.Count == 1 || a.Count == c.Count) && (b.Count == 1 || b.Count == c.Count))
        {
            Elements.For(c.Count, workers, (start, length) => Elementwise.Zip<TKernel, T>(
                Chunk<T>(a, start, length), Chunk<T>(b, start, length), c.Writable<T>().Slice(start, length)));
            return;
        }

        Elements.For(c.Shape, workers, (axis, start, length) =>
        {
            var (aOffset, aShape) = Elements.Part(a.Shape, c.Shape, axis, start, length);
            var (bOffset, bShape) = Elements.Part(b.Shape, c.Shape, axis, start, length);
            var (cOffset, cShape) = Elements.Part(c.Shape, c.Shape, axis, start, length);
            Elementwise.Zip<TKernel, T>(
                a.Span<T>().Slice(aOffset, aShape.Count), aShape, b.Span<T>().Slice(bOffset, bShape.Count), bShape,
                c.Writable<T>().Slice(cOffset, cShape.Count), cShape);
        });
    }

    private static ReadOnlySpan<T> Chunk<T>(Tensor x, int start, int length) where T : unmanaged =>
        x.Count == 1 ? x.Span<T>() : x.Span<T>().Slice(start, length);
}
