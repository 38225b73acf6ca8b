using System.Globalization;
using System.Numerics;
using Backprop.Numerics.Kernels;

namespace Backprop.Engine;

/// <summary>
/// y = (x − mean) / √(variance + ε) · weight + bias over the last axis: x [rows…, n], weight [n] and bias [n] give y and, for
/// the gradient, the means and the roots [rows…, 1]. The gradient is <see cref="LayerNormGradientOp"/>.
/// </summary>
public sealed class LayerNormOp : Op
{
    /// <summary>With this ε.</summary>
    public LayerNormOp(double epsilon) => Epsilon = epsilon;

    /// <summary>ε.</summary>
    public double Epsilon { get; }

    /// <inheritdoc/>
    public override string Name => "layer_norm";

    /// <inheritdoc/>
    public override string Constants => string.Create(CultureInfo.InvariantCulture, $"epsilon: {Epsilon}");

    /// <inheritdoc/>
    protected internal override TensorSpec[] Infer(ReadOnlySpan<TensorSpec> inputs)
    {
        CheckRows(this, inputs);
        var statistics = inputs[0] with { Shape = inputs[0].Shape.With(-1, 1) };
        return [inputs[0], statistics, statistics];
    }

    /// <summary>x has rows, and each further input is one number for each element of a row.</summary>
    internal static void CheckRows(Op op, ReadOnlySpan<TensorSpec> inputs)
    {
        var x = Require.Float(op, inputs[0]).Shape;
        if (x.Rank == 0 || x[^1] == 0)
            throw new ShapeException($"'{op.Name}' takes rows of 1 or more elements [rows…, n] but got {x}");
        foreach (var other in inputs[1..])
        {
            Require.SameFloat(op, inputs[0], other);
            if (other.Shape.Rank != 1 || other.Shape[0] != x[^1])
                throw new ShapeException($"'{op.Name}' of {x} takes one number for each of the {x[^1]} elements of a row but got {other.Shape}");
        }
    }

    /// <inheritdoc/>
    protected internal override bool[]? Rows(ReadOnlySpan<TensorSpec> inputs, ReadOnlySpan<TensorSpec> outputs) =>
        inputs[0].Shape.Rank > 1 ? [true, false, false] : null;

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
            inputs[0].Span<T>(), inputs[1].Span<T>(), inputs[2].Span<T>(), outputs[2].Count, inputs[0].Shape[^1], T.CreateTruncating(Epsilon),
            outputs[0].Writable<T>(), outputs[1].Writable<T>(), outputs[2].Writable<T>(), workers);

    /// <inheritdoc/>
    protected internal override Tensor?[] Gradient(in GradientContext context)
    {
        // Something looked at the statistics: a second derivative.
        if (context.HasGrad(1) || context.HasGrad(2))
            return base.Gradient(context);
        var dy = context.Grad();
        var both = LayerNormGradientOp.Instance.ApplyAll(context.Input(), context.Output(1), context.Output(2), context.Input(1), dy);
        return [both[0], both[1], dy];
    }

    /// <inheritdoc/>
    protected internal override Tensor[]? Compose(Tensor[] inputs)
    {
        var mean = inputs[0].Mean([-1], keepAxes: true);
        var centred = inputs[0] - mean;
        var deviation = (centred.Square().Mean([-1], keepAxes: true) + Epsilon).Sqrt();
        return [centred / deviation * inputs[1] + inputs[2], mean, deviation];
    }
}

public static partial class Ops
{
    /// <summary>(x − mean) / √(variance + ε) · weight + bias over the last axis; weight and bias [n].</summary>
    /// <exception cref="ShapeException">The shapes do not fit.</exception>
    public static Tensor LayerNorm(this Tensor x, Tensor weight, Tensor bias, double epsilon) =>
        new LayerNormOp(epsilon).ApplyAll(x, weight, bias)[0];
}
