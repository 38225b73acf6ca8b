using System.Globalization;
using System.Numerics;
using Backprop.Numerics.Kernels;

namespace Backprop.Engine;

/// <summary>
/// y = x / √(mean(x²) + ε) · weight over the last axis: x [rows…, n] and weight [n] give y and, for the gradient, the roots
/// [rows…, 1]. The gradient is <see cref="RmsNormGradientOp"/>.
/// </summary>
public sealed class RmsNormOp : Op
{
    /// <summary>With this ε.</summary>
    public RmsNormOp(double epsilon) => Epsilon = epsilon;

    /// <summary>ε.</summary>
    public double Epsilon { get; }

    /// <inheritdoc/>
    public override string Name => "rms_norm";

    /// <inheritdoc/>
    public override string Constants => string.Create(CultureInfo.InvariantCulture, $"epsilon: {Epsilon}");

    /// <inheritdoc/>
    protected internal override TensorSpec[] Infer(ReadOnlySpan<TensorSpec> inputs)
    {
        LayerNormOp.CheckRows(this, inputs);
        return [inputs[0], inputs[0] with { Shape = inputs[0].Shape.With(-1, 1) }];
    }

    /// <inheritdoc/>
    protected internal override bool[]? Rows(ReadOnlySpan<TensorSpec> inputs, ReadOnlySpan<TensorSpec> outputs) =>
        inputs[0].Shape.Rank > 1 ? [true, false] : null;

    /// <inheritdoc/>
    protected internal override void Run(ReadOnlySpan<Tensor> inputs, ReadOnlySpan<Tensor> outputs, Workers workers)
    {
        if (inputs[0].DType == DType.Float32)
            Run<float>(inputs, outputs, workers);
        else
            Run<double>(inputs, outputs, workers);
    }

    private void Run<T>(ReadOnlySpan<Tensor> inputs, ReadOnlySpan<Tensor> outputs, Workers workers)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        Normalize.Rows(
            inputs[0].Span<T>(), inputs[1].Span<T>(), [], outputs[1].Count, inputs[0].Shape[^1], T.CreateTruncating(Epsilon),
            outputs[0].Writable<T>(), [], outputs[1].Writable<T>(), workers);

    /// <inheritdoc/>
    protected internal override Tensor?[] Gradient(in GradientContext context)
    {
        // Something looked at the roots: a second derivative.
        if (context.HasGrad(1))
            return base.Gradient(context);
        var both = RmsNormGradientOp.Instance.ApplyAll(context.Input(), context.Output(1), context.Input(1), context.Grad());
        return [both[0], both[1]];
    }

    /// <inheritdoc/>
    protected internal override Tensor[]? Compose(Tensor[] inputs)
    {
        var deviation = (inputs[0].Square().Mean([-1], keepAxes: true) + Epsilon).Sqrt();
        return [inputs[0] / deviation * inputs[1], deviation];
    }
}

public static partial class Ops
{
    /// <summary>x / √(mean(x²) + ε) · weight over the last axis; weight [n].</summary>
    /// <exception cref="ShapeException">The shapes do not fit.</exception>
    public static Tensor RmsNorm(this Tensor x, Tensor weight, double epsilon) => new RmsNormOp(epsilon).ApplyAll(x, weight)[0];
}
