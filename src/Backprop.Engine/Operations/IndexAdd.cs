using Backprop.Numerics.Kernels;

namespace Backprop.Engine;

/// <summary>
/// y[…, index[i], …] += x[…, i, …] from zeros, for i in order: the adjoint of <see cref="IndexSelectOp"/>. Threads share
/// columns, never rows, so the order of addition is fixed.
/// </summary>
public sealed class IndexAddOp : Op
{
    /// <summary>Into an axis of this size.</summary>
    public IndexAddOp(int axis, int size) => (Axis, Size) = (axis, size);

    /// <summary>The axis, from 0.</summary>
    public int Axis { get; }

    /// <summary>The size of the axis of the result.</summary>
    public int Size { get; }

    /// <inheritdoc/>
    public override string Name => "index_add";

    /// <inheritdoc/>
    public override string Constants => $"axis: {Axis}, size: {Size}";

    /// <inheritdoc/>
    protected internal override TensorSpec[] Infer(ReadOnlySpan<TensorSpec> inputs)
    {
        var (x, index) = (Require.Float(this, inputs[0]), Require.Int(this, inputs[1], "index").Shape);
        ReadOnlySpan<int> sizes = x.Shape.Sizes, places = index.Sizes;
        if (sizes.Length < Axis + places.Length || !sizes.Slice(Axis, places.Length).SequenceEqual(places))
            throw new ShapeException($"'index_add' at axis {Axis} of {x.Shape} needs the index's axes {index} to stand there");
        return [x with { Shape = new([.. sizes[..Axis], Size, .. sizes[(Axis + places.Length)..]]) }];
    }

    /// <inheritdoc/>
    protected internal override void Run(ReadOnlySpan<Tensor> inputs, ReadOnlySpan<Tensor> outputs, Workers workers)
    {
        if (inputs[0].DType == DType.Float32)
            Run<float>(inputs, outputs[0], workers);
        else
            Run<double>(inputs, outputs[0], workers);
    }

    private void Run<T>(ReadOnlySpan<Tensor> inputs, Tensor y, Workers workers) where T : unmanaged, System.Numerics.INumber<T>
    {
        var target = y.Writable<T>();
        target.Clear();
        Indexing.SelectAdd(inputs[0].Span<T>(), y.Shape, Axis, inputs[1].Span<int>(), target, workers);
    }

    /// <inheritdoc/>
    protected internal override Tensor?[] Gradient(in GradientContext context) =>
        [context.Grad().IndexSelect(Axis, context.Input(1)), null];
}
