using Backprop.Numerics.Kernels;

namespace Backprop.Engine;

/// <summary>y = Σ x / n over axes, summed in the fixed order of <see cref="Reduction"/>: dx = dy / n, repeated.</summary>
public sealed class MeanOp : ReduceOp
{
    /// <summary>Over these axes (ascending, from 0).</summary>
    public MeanOp(int[] axes, bool keepAxes) : base(axes, keepAxes) { }

    /// <inheritdoc/>
    public override string Name => "mean";

    /// <inheritdoc/>
    protected internal override TensorSpec[] Infer(ReadOnlySpan<TensorSpec> inputs) => InferNotEmpty(inputs);

    /// <inheritdoc/>
    protected internal override bool[]? Rows(ReadOnlySpan<TensorSpec> inputs, ReadOnlySpan<TensorSpec> outputs) => RowCut.AllIf(inputs, inputs[0].Shape.Rank > 1 && !Axes.Contains(0));

    /// <inheritdoc/>
    protected internal override void Run(ReadOnlySpan<Tensor> inputs, ReadOnlySpan<Tensor> outputs, Workers workers)
    {
        if (inputs[0].DType == DType.Float32)
            Run<float>(inputs[0], outputs[0], workers);
        else
            Run<double>(inputs[0], outputs[0], workers);
    }

    private void Run<T>(Tensor x, Tensor y, Workers workers) where T : unmanaged, System.Numerics.IBinaryFloatingPointIeee754<T>
    {
        var sums = y.Writable<T>();
        Reduction.Sum(x.Span<T>(), x.Shape, Axes, sums, workers);
        var count = T.CreateChecked(Reduces(x.Shape));
        for (var i = 0; i < sums.Length; i++)
            sums[i] /= count;
    }

    /// <inheritdoc/>
    protected internal override Tensor?[] Gradient(in GradientContext context)
    {
        var shape = context.Input().Shape;
        return [Kept(context.Grad() / Reduces(shape), shape).Expand(shape)];
    }
}

public static partial class Ops
{
    /// <summary>The mean over axes; over all if none is given.</summary>
    /// <exception cref="ShapeException">There is no such axis, or it has no elements.</exception>
    public static Tensor Mean(this Tensor x, params ReadOnlySpan<int> axes) => x.Mean(axes, keepAxes: false);

    /// <summary>The mean over axes, which stay with size 1 if asked.</summary>
    /// <inheritdoc cref="Mean(Tensor, ReadOnlySpan{int})"/>
    public static Tensor Mean(this Tensor x, ReadOnlySpan<int> axes, bool keepAxes) =>
        new MeanOp(Axes.All("mean", x.Shape, axes), keepAxes).Apply(x);
}
