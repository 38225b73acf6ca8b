using System.Numerics;
using Backprop.Numerics.Kernels;

namespace Backprop.Engine;

/// <summary>
/// The gradient of <see cref="RmsNormOp"/> from x, the roots s, weight and dy: with a = dy ⊙ weight / s,
/// dx = a − x/s · mean(a ⊙ x/s); and the terms dy ⊙ x/s, whose sum over the rows is the weight's gradient.
/// </summary>
public sealed class RmsNormGradientOp : Op
{
    internal static readonly RmsNormGradientOp Instance = new();

    /// <inheritdoc/>
    public override string Name => "rms_norm_gradient";

    /// <inheritdoc/>
    protected internal override TensorSpec[] Infer(ReadOnlySpan<TensorSpec> inputs) => [inputs[0], inputs[0]];

    /// <inheritdoc/>
    protected internal override bool[]? Rows(ReadOnlySpan<TensorSpec> inputs, ReadOnlySpan<TensorSpec> outputs) =>
        inputs[0].Shape.Rank > 1 ? [true, true, false, true] : null;

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
            inputs[0].Span<T>(), [], inputs[1].Span<T>(), inputs[2].Span<T>(), inputs[3].Span<T>(),
            inputs[1].Count, inputs[0].Shape[^1], outputs[0].Writable<T>(), outputs[1].Writable<T>(), workers);

    /// <inheritdoc/>
    protected internal override Tensor[]? Compose(Tensor[] inputs)
    {
        var (x, deviation, weight, dy) = (inputs[0], inputs[1], inputs[2], inputs[3]);
        var normalized = x / deviation;
        var da = dy * weight / deviation;
        return [da + 2 * x * ((-(da * normalized)).Sum([-1], keepAxes: true) / (2 * deviation) / x.Shape[^1]), dy * normalized];
    }
}
