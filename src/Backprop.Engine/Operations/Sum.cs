using Backprop.Numerics.Kernels;

namespace Backprop.Engine;

/// <summary>y = Σ x over axes, in the fixed order of <see cref="Reduction"/>: dx = dy, repeated.</summary>
public sealed class SumOp : ReduceOp
{
    /// <summary>Over these axes (ascending, from 0).</summary>
    public SumOp(int[] axes, bool keepAxes) : base(axes, keepAxes) { }

    /// <inheritdoc/>
    public override string Name => "sum";

    /// <inheritdoc/>
    protected internal override bool[]? Rows(ReadOnlySpan<TensorSpec> inputs, ReadOnlySpan<TensorSpec> outputs) => RowCut.AllIf(inputs, inputs[0].Shape.Rank > 1 && !Axes.Contains(0));

    /// <inheritdoc/>
    protected internal override void Run(ReadOnlySpan<Tensor> inputs, ReadOnlySpan<Tensor> outputs, Workers workers)
    {
        if (inputs[0].DType == DType.Float32)
            Reduction.Sum(inputs[0].Span<float>(), inputs[0].Shape, Axes, outputs[0].Writable<float>(), workers);
        else
            Reduction.Sum(inputs[0].Span<double>(), inputs[0].Shape, Axes, outputs[0].Writable<double>(), workers);
    }

    /// <inheritdoc/>
    protected internal override Tensor?[] Gradient(in GradientContext context) =>
        [Kept(context.Grad(), context.Input().Shape).Expand(context.Input().Shape)];
}

public static partial class Ops
{
    /// <summary>The sum over axes; over all if none is given.</summary>
    public static Tensor Sum(this Tensor x, params ReadOnlySpan<int> axes) => x.Sum(axes, keepAxes: false);

    /// <summary>The sum over axes, which stay with size 1 if asked.</summary>
    public static Tensor Sum(this Tensor x, ReadOnlySpan<int> axes, bool keepAxes) =>
        new SumOp(Axes.All("sum", x.Shape, axes), keepAxes).Apply(x);

    /// <summary>Sums over the axes along which <paramref name="shape"/> was repeated to this tensor's shape: the adjoint of broadcasting.</summary>
    public static Tensor SumTo(this Tensor x, Shape shape)
    {
        if (x.Shape == shape)
            return x;
        var front = x.Rank - shape.Rank;
        var axes = Enumerable.Range(0, x.Rank).Where(axis => axis < front || (shape[axis - front] == 1 && x.Shape[axis] != 1)).ToArray();
        return (axes.Length == 0 ? x : new SumOp(axes, keepAxes: false).Apply(x)).Reshape(shape);
    }
}
