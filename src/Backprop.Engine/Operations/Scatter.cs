using Backprop.Numerics.Kernels;

namespace Backprop.Engine;

/// <summary>
/// Adds to zeros in the order of the index, y[i, index[i, j]] += x[i, j] for axis 1 and likewise for others: the adjoint of
/// <see cref="GatherOp"/>.
/// </summary>
public sealed class ScatterOp : Op
{
    /// <summary>Into zeros of this shape.</summary>
    public ScatterOp(int axis, Shape shape) => (Axis, Shape) = (axis, shape);

    /// <summary>The axis, from 0.</summary>
    public int Axis { get; }

    /// <summary>The shape of the result.</summary>
    public Shape Shape { get; }

    /// <inheritdoc/>
    public override string Name => "scatter";

    /// <inheritdoc/>
    public override string Constants => $"axis: {Axis}, shape: {Shape}";

    /// <inheritdoc/>
    protected internal override TensorSpec[] Infer(ReadOnlySpan<TensorSpec> inputs)
    {
        var (x, index) = (Require.Float(this, inputs[0]), Require.Int(this, inputs[1], "index").Shape);
        GatherOp.CheckIndex(this, Shape, index, Axis);
        return x.Shape == index
            ? [x with { Shape = Shape }]
            : throw new ShapeException($"'scatter' needs one number for each place but got {x.Shape} for an index {index}: Reshape or Expand one of them");
    }

    /// <inheritdoc/>
    protected internal override void Run(ReadOnlySpan<Tensor> inputs, ReadOnlySpan<Tensor> outputs, Workers workers)
    {
        if (inputs[0].DType == DType.Float32)
            Run<float>(inputs, outputs[0]);
        else
            Run<double>(inputs, outputs[0]);
    }

    private void Run<T>(ReadOnlySpan<Tensor> inputs, Tensor y) where T : unmanaged, System.Numerics.INumber<T>
    {
        var target = y.Writable<T>();
        target.Clear();
        Indexing.GatherAdd(inputs[0].Span<T>(), inputs[1].Shape, Axis, inputs[1].Span<int>(), target, Shape);
    }

    /// <inheritdoc/>
    protected internal override Tensor?[] Gradient(in GradientContext context) =>
        [context.Grad().Gather(Axis, context.Input(1)), null];
}

public static partial class Ops
{
    /// <summary>
    /// x with <paramref name="source"/> added at places of an axis: y = x, then y[i, index[i, j]] += source[i, j] for axis 1
    /// and likewise for others. What goes to one place is summed in the order of the index and then added to x.
    /// </summary>
    /// <exception cref="ShapeException">The index has other axes than x, or another shape than the source.</exception>
    /// <exception cref="BackpropException">A number of the index is out of range.</exception>
    public static Tensor ScatterAdd(this Tensor x, int axis, Tensor index, Tensor source) =>
        x + new ScatterOp(Axes.Of("scatter_add", x.Shape, axis), x.Shape).Apply(source, index);
}
