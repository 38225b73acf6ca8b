using Backprop.Numerics.Kernels;

namespace Backprop.Engine;

/// <summary>y = log Σ exp xⱼ of each row, without overflow; of no elements −∞. dx = dy ⊙ exp(x − y).</summary>
public sealed class LogSumExpOp : RowOp
{
    internal static readonly LogSumExpOp Instance = new();

    /// <inheritdoc/>
    public override string Name => "log_sum_exp";

    /// <inheritdoc/>
    protected internal override TensorSpec[] Infer(ReadOnlySpan<TensorSpec> inputs)
    {
        var shape = base.Infer(inputs)[0].Shape;
        return [inputs[0] with { Shape = new(shape.Sizes[..^1]) }];
    }

    /// <inheritdoc/>
    protected internal override bool[]? Rows(ReadOnlySpan<TensorSpec> inputs, ReadOnlySpan<TensorSpec> outputs) => RowCut.AllIf(inputs, inputs[0].Shape.Rank > 1);

    /// <inheritdoc/>
    protected internal override void Run(ReadOnlySpan<Tensor> inputs, ReadOnlySpan<Tensor> outputs, Workers workers)
    {
        var (rows, length) = (outputs[0].Count, inputs[0].Shape[^1]);
        if (inputs[0].DType == DType.Float32)
            SoftmaxRows.LogSumExp(inputs[0].Span<float>(), rows, length, outputs[0].Writable<float>(), workers);
        else
            SoftmaxRows.LogSumExp(inputs[0].Span<double>(), rows, length, outputs[0].Writable<double>(), workers);
    }

    /// <inheritdoc/>
    protected internal override Tensor?[] Gradient(in GradientContext context)
    {
        // A row of −∞ alone has y = −∞; against the least finite number instead its gradient is 0, not NaN.
        var least = context.Output().DType == DType.Float32 ? float.MinValue : double.MinValue;
        var y = Ops.Maximum(context.Output(), context.Output().Constant(least));
        return [context.Grad().Unsqueeze(-1) * (context.Input() - y.Unsqueeze(-1)).Exp()];
    }
}

public static partial class Ops
{
    /// <summary>log Σ exp x over axes (none: all), without overflow, which stay with size 1 if asked.</summary>
    public static Tensor LogSumExp(this Tensor x, ReadOnlySpan<int> axes, bool keepAxes)
    {
        var over = Axes.All("log_sum_exp", x.Shape, axes);
        var shape = ReduceOp.Reduced(x.Shape, over, keepAxes);
        // The axes are brought to the end, as one.
        var order = new List<int>();
        var (rows, length) = (1, 1);
        for (var axis = 0; axis < x.Rank; axis++)
        {
            if (over.AsSpan().Contains(axis))
            {
                length *= x.Shape[axis];
            }
            else
            {
                order.Add(axis);
                rows *= x.Shape[axis];
            }
        }

        order.AddRange(over);
        return LogSumExpOp.Instance.Apply(x.Permute(order.ToArray()).Reshape(new Shape(rows, length))).Reshape(shape);
    }

    /// <inheritdoc cref="LogSumExp(Tensor, ReadOnlySpan{int}, bool)"/>
    public static Tensor LogSumExp(this Tensor x, params ReadOnlySpan<int> axes) => x.LogSumExp(axes, keepAxes: false);
}
