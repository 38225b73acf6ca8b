using Backprop.Numerics.Kernels;

namespace Backprop.Engine;

/// <summary>
/// Rows of an axis by number, y[…, i, …] = x[…, index[i], …], as an embedding looks them up; the index's axes take the
/// place of the axis. The gradient is added to the chosen rows, in the order of the index.
/// </summary>
public sealed class IndexSelectOp : Op
{
    /// <summary>Along this axis (from 0).</summary>
    public IndexSelectOp(int axis) => Axis = axis;

    /// <summary>The axis, from 0.</summary>
    public int Axis { get; }

    /// <inheritdoc/>
    public override string Name => "index_select";

    /// <inheritdoc/>
    public override string Constants => $"axis: {Axis}";

    /// <inheritdoc/>
    protected internal override TensorSpec[] Infer(ReadOnlySpan<TensorSpec> inputs)
    {
        var sizes = inputs[0].Shape.Sizes;
        var index = Require.Int(this, inputs[1], "index").Shape;
        return [inputs[0] with { Shape = new([.. sizes[..Axis], .. index.Sizes, .. sizes[(Axis + 1)..]]) }];
    }

    /// <inheritdoc/>
    protected internal override bool[]? Rows(ReadOnlySpan<TensorSpec> inputs, ReadOnlySpan<TensorSpec> outputs) => Axis == 0 ? [false, true] : null;

    /// <inheritdoc/>
    protected internal override void Run(ReadOnlySpan<Tensor> inputs, ReadOnlySpan<Tensor> outputs, Workers workers)
    {
        switch (inputs[0].DType)
        {
            case DType.Float32: Run<float>(inputs, outputs[0]); break;
            case DType.Float64: Run<double>(inputs, outputs[0]); break;
            case DType.Int32: Run<int>(inputs, outputs[0]); break;
            default: Run<bool>(inputs, outputs[0]); break;
        }
    }

    private void Run<T>(ReadOnlySpan<Tensor> inputs, Tensor y) where T : unmanaged =>
        Indexing.Select(inputs[0].Span<T>(), inputs[0].Shape, Axis, inputs[1].Span<int>(), y.Writable<T>());

    /// <inheritdoc/>
    protected internal override Tensor?[] Gradient(in GradientContext context) =>
        [new IndexAddOp(Axis, context.Input().Shape[Axis]).Apply(context.Grad(), context.Input(1)), null];
}

public static partial class Ops
{
    /// <summary>
    /// Rows of an axis by number (int32): x [words, features] along axis 0 with an index [batch, time] gives
    /// [batch, time, features].
    /// </summary>
    /// <exception cref="BackpropException">A number is out of range.</exception>
    public static Tensor IndexSelect(this Tensor x, int axis, Tensor index) =>
        new IndexSelectOp(Axes.Of("index_select", x.Shape, axis)).Apply(x, index);
}
