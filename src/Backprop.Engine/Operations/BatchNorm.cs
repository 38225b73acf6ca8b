using System.Globalization;
using System.Numerics;
using Backprop.Numerics.Kernels;

namespace Backprop.Engine;

/// <summary>
/// y = (x − mean) / √(variance + ε) · weight + bias with the mean and biased variance of each column: x [batch, features],
/// weight [features] and bias [features] give y, the means and the variances [1, features]. The gradient is
/// <see cref="BatchNormGradientOp"/>.
/// </summary>
public sealed class BatchNormOp : Op
{
    /// <summary>With this ε.</summary>
    public BatchNormOp(double epsilon) => Epsilon = epsilon;

    /// <summary>ε.</summary>
    public double Epsilon { get; }

    /// <inheritdoc/>
    public override string Name => "batch_norm";

    /// <inheritdoc/>
    public override string Constants => string.Create(CultureInfo.InvariantCulture, $"epsilon: {Epsilon}");

    /// <inheritdoc/>
    protected internal override TensorSpec[] Infer(ReadOnlySpan<TensorSpec> inputs)
    {
        LayerNormOp.CheckRows(this, inputs);
        var x = inputs[0].Shape;
        if (x.Rank != 2 || x[0] == 0)
            throw new ShapeException($"'{Name}' takes [batch, features] with 1 or more rows but got {x}: Reshape it");
        var statistics = inputs[0] with { Shape = [1, x[1]] };
        return [inputs[0], statistics, statistics];
    }

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
        Normalize.OfColumns(
            inputs[0].Span<T>(), inputs[1].Span<T>(), inputs[2].Span<T>(), inputs[0].Shape[0], inputs[0].Shape[1], T.CreateTruncating(Epsilon),
            outputs[0].Writable<T>(), outputs[1].Writable<T>(), outputs[2].Writable<T>(), workers);

    /// <inheritdoc/>
    protected internal override Tensor?[] Gradient(in GradientContext context)
    {
        // Something looked at the statistics: a second derivative.
        if (context.HasGrad(1) || context.HasGrad(2))
            return base.Gradient(context);
        var dy = context.Grad();
        var both = new BatchNormGradientOp(Epsilon).ApplyAll(context.Input(), context.Output(1), context.Output(2), context.Input(1), dy);
        return [both[0], both[1], dy];
    }

    /// <inheritdoc/>
    protected internal override Tensor[]? Compose(Tensor[] inputs)
    {
        var mean = inputs[0].Mean([0], keepAxes: true);
        var centred = inputs[0] - mean;
        var variance = centred.Square().Mean([0], keepAxes: true);
        return [centred / (variance + Epsilon).Sqrt() * inputs[1] + inputs[2], mean, variance];
    }
}
