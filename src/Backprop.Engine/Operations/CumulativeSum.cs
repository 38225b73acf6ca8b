using Backprop.Numerics.Kernels;

namespace Backprop.Engine;

/// <summary>yᵢ = x₀ + … + xᵢ along an axis, added in that order; reversed from the end. dx = the sum the other way of dy.</summary>
public sealed class CumulativeSumOp : Op
{
    /// <summary>Along this axis (from 0).</summary>
    public CumulativeSumOp(int axis, bool reverse = false) => (Axis, Reverse) = (axis, reverse);

    /// <summary>The axis, from 0.</summary>
    public int Axis { get; }

    /// <summary>Whether it sums from the end.</summary>
    public bool Reverse { get; }

    /// <inheritdoc/>
    public override string Name => "cumulative_sum";

    /// <inheritdoc/>
    public override string Constants => $"axis: {Axis}{(Reverse ? ", reverse" : "")}";

    /// <inheritdoc/>
    protected internal override TensorSpec[] Infer(ReadOnlySpan<TensorSpec> inputs) => [Require.Float(this, inputs[0])];

    /// <inheritdoc/>
    protected internal override void Run(ReadOnlySpan<Tensor> inputs, ReadOnlySpan<Tensor> outputs, Workers workers)
    {
        var (x, y) = (inputs[0], outputs[0]);
        if (x.DType == DType.Float32)
            Reduction.CumulativeSum(x.Span<float>(), x.Shape, Axis, y.Writable<float>(), Reverse);
        else
            Reduction.CumulativeSum(x.Span<double>(), x.Shape, Axis, y.Writable<double>(), Reverse);
    }

    /// <inheritdoc/>
    protected internal override Tensor?[] Gradient(in GradientContext context) => [context.Grad().CumulativeSum(Axis, !Reverse)];
}

public static partial class Ops
{
    /// <summary>yᵢ = x₀ + … + xᵢ along an axis; reversed yᵢ = xᵢ + … + xₙ₋₁.</summary>
    public static Tensor CumulativeSum(this Tensor x, int axis = -1, bool reverse = false) =>
        new CumulativeSumOp(Axes.Of("cumulative_sum", x.Shape, axis), reverse).Apply(x);
}
