using Backprop.Numerics.Kernels;

namespace Backprop.Engine;

/// <summary>yᵢ = exp xᵢ / Σ exp xⱼ of each row, without overflow: dx = y ⊙ (dy − Σ dy ⊙ y).</summary>
public sealed class SoftmaxOp : RowOp
{
    internal static readonly SoftmaxOp Instance = new();

    /// <inheritdoc/>
    public override string Name => "softmax";

    /// <inheritdoc/>
    protected internal override bool[]? Rows(ReadOnlySpan<TensorSpec> inputs, ReadOnlySpan<TensorSpec> outputs) => RowCut.AllIf(inputs, inputs[0].Shape.Rank > 1);

    /// <inheritdoc/>
    protected internal override void Run(ReadOnlySpan<Tensor> inputs, ReadOnlySpan<Tensor> outputs, Workers workers)
    {
        var (rows, length) = Rows(inputs[0].Shape);
        if (inputs[0].DType == DType.Float32)
            SoftmaxRows.Softmax(inputs[0].Span<float>(), rows, length, outputs[0].Writable<float>(), workers);
        else
            SoftmaxRows.Softmax(inputs[0].Span<double>(), rows, length, outputs[0].Writable<double>(), workers);
    }

    /// <inheritdoc/>
    protected internal override Tensor?[] Gradient(in GradientContext context) => [Rule(context.Output(), context.Grad())];

    internal static Tensor Rule(Tensor y, Tensor dy)
    {
        var weighted = dy * y;
        return weighted - y * weighted.Sum([-1], keepAxes: true);
    }
}

public static partial class Ops
{
    /// <summary>yᵢ = exp xᵢ / Σ exp xⱼ along an axis: positive numbers that add up to 1.</summary>
    public static Tensor Softmax(this Tensor x, int axis = -1) => RowOp.Along(x, "softmax", axis, row => SoftmaxOp.Instance.Apply(row));
}
