namespace Backprop.Engine;

/// <summary>
/// An op on each row of a float tensor, a row being its last axis. A row's result depends on that row alone; threads share
/// the rows.
/// </summary>
public abstract class RowOp : Op
{
    private protected RowOp() { }

    /// <inheritdoc/>
    protected internal override TensorSpec[] Infer(ReadOnlySpan<TensorSpec> inputs)
    {
        var shape = Require.Float(this, inputs[0]).Shape;
        return shape.Rank == 0
            ? throw new ShapeException($"'{Name}' works along the last axis but the tensor is a scalar: Reshape it to [1]")
            : [inputs[0]];
    }

    // How many rows, and how long.
    internal static (int Rows, int Length) Rows(Shape shape)
    {
        var length = shape[^1];
        return (length == 0 ? 0 : shape.Count / length, length);
    }

    // Another axis is brought to the end and back.
    internal static Tensor Along(Tensor x, string op, int axis, Func<Tensor, Tensor> rows)
    {
        axis = Axes.Of(op, x.Shape, axis);
        return axis == x.Rank - 1 ? rows(x) : rows(x.Transpose(axis)).Transpose(axis);
    }
}
