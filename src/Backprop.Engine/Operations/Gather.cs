using Backprop.Numerics.Kernels;

namespace Backprop.Engine;

/// <summary>
/// One element for each of the index, y[i, j] = x[i, index[i, j]] for axis 1 and likewise for others; the gradient is added
/// to the chosen elements, in the order of the index.
/// </summary>
public sealed class GatherOp : Op
{
    /// <summary>Along this axis (from 0).</summary>
    public GatherOp(int axis) => Axis = axis;

    /// <summary>The axis, from 0.</summary>
    public int Axis { get; }

    /// <inheritdoc/>
    public override string Name => "gather";

    /// <inheritdoc/>
    public override string Constants => $"axis: {Axis}";

    /// <inheritdoc/>
    protected internal override TensorSpec[] Infer(ReadOnlySpan<TensorSpec> inputs)
    {
        var index = Require.Int(this, inputs[1], "index").Shape;
        CheckIndex(this, inputs[0].Shape, index, Axis);
        return [inputs[0] with { Shape = index }];
    }

    internal static void CheckIndex(Op op, Shape shape, Shape index, int axis)
    {
        var fits = index.Rank == shape.Rank;
        for (var i = 0; fits && i < shape.Rank; i++)
            fits = i == axis || index[i] <= shape[i];
        if (!fits)
        {
            throw new ShapeException(
                $"'{op.Name}' along axis {axis} of {shape} needs an index of {shape.Rank} axes, none but axis {axis} longer, but got {index}: "
                + "Unsqueeze the index, or use IndexSelect to take whole rows");
        }
    }

    /// <inheritdoc/>
    protected internal override bool[]? Rows(ReadOnlySpan<TensorSpec> inputs, ReadOnlySpan<TensorSpec> outputs) => RowCut.AllIf(inputs, Axis > 0);

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
        Indexing.Gather(inputs[0].Span<T>(), inputs[0].Shape, Axis, inputs[1].Span<int>(), inputs[1].Shape, y.Writable<T>());

    /// <inheritdoc/>
    protected internal override Tensor?[] Gradient(in GradientContext context) =>
        [new ScatterOp(Axis, context.Input().Shape).Apply(context.Grad(), context.Input(1)), null];
}

public static partial class Ops
{
    /// <summary>
    /// One element for each of the index (int32, as many axes as x): y[i, j] = x[i, index[i, j]] for axis 1 and likewise
    /// for others.
    /// </summary>
    /// <exception cref="ShapeException">The index has other axes than x.</exception>
    /// <exception cref="BackpropException">A number is out of range.</exception>
    public static Tensor Gather(this Tensor x, int axis, Tensor index) => new GatherOp(Axes.Of("gather", x.Shape, axis)).Apply(x, index);
}
