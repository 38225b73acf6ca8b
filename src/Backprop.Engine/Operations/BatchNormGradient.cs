using System.Globalization;
using System.Numerics;
using Backprop.Numerics.Kernels;

namespace Backprop.Engine;

/// <summary>
/// The gradient of <see cref="BatchNormOp"/> from x, means, variances, weight and dy: as <see cref="LayerNormGradientOp"/>
/// with columns for rows; and the terms whose sum over the batch is the weight's gradient.
/// </summary>
public sealed class BatchNormGradientOp : Op
{
    /// <summary>With this ε.</summary>
    public BatchNormGradientOp(double epsilon) => Epsilon = epsilon;

    /// <summary>ε.</summary>
    public double Epsilon { get; }

    /// <inheritdoc/>
    public override string Name => "batch_norm_gradient";

    /// <inheritdoc/>
    public override string Constants => string.Create(CultureInfo.InvariantCulture, $"epsilon: {Epsilon}");

    /// <inheritdoc/>
    protected internal override TensorSpec[] Infer(ReadOnlySpan<TensorSpec> inputs) => [inputs[0], inputs[0]];

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
        Normalize.OfColumnsGradient(
            inputs[0].Span<T>(), inputs[1].Span<T>(), inputs[2].Span<T>(), T.CreateTruncating(Epsilon), inputs[3].Span<T>(), inputs[4].Span<T>(),
            inputs[0].Shape[0], inputs[0].Shape[1], outputs[0].Writable<T>(), outputs[1].Writable<T>(), workers);

    /// <inheritdoc/>
    protected internal override Tensor[]? Compose(Tensor[] inputs)
    {
        var (x, mean, variance, weight, dy) = (inputs[0], inputs[1], inputs[2], inputs[3], inputs[4]);
        var count = x.Shape[0];
        var deviation = (variance + Epsilon).Sqrt();
        var centred = x - mean;
        var normalized = centred / deviation;
        var da = dy * weight / deviation;
        var dc = da + 2 * centred * ((-(da * normalized)).Sum([0], keepAxes: true) / (2 * deviation) / count);
        return [dc + (-dc).Sum([0], keepAxes: true) / count, dy * normalized];
    }
}
