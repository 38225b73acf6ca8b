using Backprop.Numerics.Kernels;

namespace Backprop.Engine;

/// <summary>yᵢ = xᵢ − log Σ exp xⱼ of each row, without overflow: dx = dy − exp y ⊙ Σ dy.</summary>
public sealed class LogSoftmaxOp : RowOp
{
    internal static readonly LogSoftmaxOp Instance = new();

    /// <inheritdoc/>
    public override string Name => "log_softmax";

    /// <inheritdoc/>
    protected internal override bool[]? Rows(ReadOnlySpan<TensorSpec> inputs, ReadOnlySpan<TensorSpec> outputs) => RowCut.AllIf(inputs, inputs[0].Shape.Rank > 1);

    /// <inheritdoc/>
    protected internal override void Run(ReadOnlySpan<Tensor> inputs, ReadOnlySpan<Tensor> outputs, Workers workers)
    {
        var (rows, length) = Rows(inputs[0].Shape);
        if (inputs[0].DType == DType.Float32)
            SoftmaxRows.LogSoftmax(inputs[0].Span<float>(), rows, length, outputs[0].Writable<float>(), workers);
        else
            SoftmaxRows.LogSoftmax(inputs[0].Span<double>(), rows, length, outputs[0].Writable<double>(), workers);
    }

    /// <inheritdoc/>
    protected internal override Tensor?[] Gradient(in GradientContext context)
    {
        var dy = context.Grad();
        return [dy - context.Output().Exp() * dy.Sum([-1], keepAxes: true)];
    }
}

public static partial class Ops
{
    /// <summary>yᵢ = xᵢ − log Σ exp xⱼ along an axis: the logarithm of <see cref="Softmax"/>, exact where that is 0.</summary>
    public static Tensor LogSoftmax(this Tensor x, int axis = -1) => RowOp.Along(x, "log_softmax", axis, row => LogSoftmaxOp.Instance.Apply(row));
}
