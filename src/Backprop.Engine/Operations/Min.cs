using Backprop.Numerics.Kernels;

namespace Backprop.Engine;

/// <summary>
/// y = the least x over axes; NaN if any is NaN. dx = dy where x is the least, divided evenly among equals (as PyTorch's
/// amin does).
/// </summary>
public sealed class MinOp : ReduceOp
{
    /// <summary>Over these axes (ascending, from 0).</summary>
    public MinOp(int[] axes, bool keepAxes) : base(axes, keepAxes) { }

    /// <inheritdoc/>
    public override string Name => "min";

    /// <inheritdoc/>
    protected internal override TensorSpec[] Infer(ReadOnlySpan<TensorSpec> inputs) => InferNotEmpty(inputs);

    /// <inheritdoc/>
    protected internal override bool[]? Rows(ReadOnlySpan<TensorSpec> inputs, ReadOnlySpan<TensorSpec> outputs) => RowCut.AllIf(inputs, inputs[0].Shape.Rank > 1 && !Axes.Contains(0));

    /// <inheritdoc/>
    protected internal override void Run(ReadOnlySpan<Tensor> inputs, ReadOnlySpan<Tensor> outputs, Workers workers)
    {
        if (inputs[0].DType == DType.Float32)
            Reduction.Min(inputs[0].Span<float>(), inputs[0].Shape, Axes, outputs[0].Writable<float>(), workers);
        else
            Reduction.Min(inputs[0].Span<double>(), inputs[0].Shape, Axes, outputs[0].Writable<double>(), workers);
    }

    /// <inheritdoc/>
    protected internal override Tensor?[] Gradient(in GradientContext context)
    {
        var x = context.Input();
        var chosen = x.EqualTo(Kept(context.Output(), x.Shape)).Convert(x.DType);
        return [chosen * (Kept(context.Grad(), x.Shape) / chosen.Sum(Axes, keepAxes: true))];
    }
}

public static partial class Ops
{
    /// <summary>The least over axes; over all if none is given. NaN if any is NaN.</summary>
    /// <exception cref="ShapeException">There is no such axis, or it has no elements.</exception>
    public static Tensor Min(this Tensor x, params ReadOnlySpan<int> axes) => x.Min(axes, keepAxes: false);

    /// <summary>The least over axes, which stay with size 1 if asked.</summary>
    /// <inheritdoc cref="Min(Tensor, ReadOnlySpan{int})"/>
    public static Tensor Min(this Tensor x, ReadOnlySpan<int> axes, bool keepAxes) =>
        new MinOp(Axes.All("min", x.Shape, axes), keepAxes).Apply(x);
}
