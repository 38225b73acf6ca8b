using System.Numerics;
using Backprop.Numerics.Kernels;

namespace Backprop.Engine;

/// <summary>
/// The gradient of <see cref="LayerNormOp"/> from x, the means, the roots s, weight and dy: with c = x − mean and
/// a = dy ⊙ weight / s, dc = a − c/s · mean(a ⊙ c/s), dx = dc − mean(dc); and the terms dy ⊙ c/s, whose sum over the rows is the weight's gradient.
/// </summary>
public sealed class LayerNormGradientOp : Op
{
    internal static readonly LayerNormGradientOp Instance = new();

    /// <inheritdoc/>
    public override string Name => "layer_norm_gradient";

    /// <inheritdoc/>
    protected internal override TensorSpec[] Infer(ReadOnlySpan<TensorSpec> inputs) => [inputs[0], inputs[0]];

    /// <inheritdoc/>
    protected internal override bool[]? Rows(ReadOnlySpan<TensorSpec> inputs, ReadOnlySpan<TensorSpec> outputs) =>
        inputs[0].Shape.Rank > 1 ? [true, true, true, false, true] : null;

    /// <inheritdoc/>
    protected internal override void Run(ReadOnlySpan<Tensor> inputs, ReadOnlySpan<Tensor> outputs, Workers workers)
    {
        if (inputs[0].DType == DType.Float32)
            Run<float>(inputs, outputs, workers);
        else
            Run<double>(inputs, outputs, workers);
    }

    private static void Run<T>(ReadOnlySpan<Tensor> inputs, ReadOnlySpan<Tensor> outputs, Workers workers)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        Normalize.RowsGradient(
            inputs[0].Span<T>(), inputs[1].Span<T>(), inputs[2].Span<T>(), inputs[3].Span<T>(), inputs[4].Span<T>(),
            inputs[2].Count, inputs[0].Shape[^1], outputs[0].Writable<T>(), outputs[1].Writable<T>(), workers);

    /// <inheritdoc/>
    protected internal override Tensor[]? Compose(Tensor[] inputs)
    {
        var (x, mean, deviation, weight, dy) = (inputs[0], inputs[1], inputs[2], inputs[3], inputs[4]);
        var count = x.Shape[^1];
        var centred = x - mean;
        var normalized = centred / deviation;
        var da = dy * weight / deviation;
        var dc = da + 2 * centred * ((-(da * normalized)).Sum([-1], keepAxes: true) / (2 * deviation) / count);
        return [dc + (-dc).Sum([-1], keepAxes: true) / count, dy * normalized];
    }
}
