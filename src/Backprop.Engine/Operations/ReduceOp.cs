namespace Backprop.Engine;

/// <summary>An op that reduces axes of one float tensor; reduced axes are kept with size 1 or left out.</summary>
public abstract class ReduceOp : Op
{
    private readonly int[] _axes;

    private protected ReduceOp(int[] axes, bool keepAxes)
    {
        _axes = axes;
        KeepAxes = keepAxes;
    }

    /// <summary>The reduced axes, ascending, from 0.</summary>
    public ReadOnlySpan<int> Axes => _axes;

    /// <summary>Whether the reduced axes stay, with size 1.</summary>
    public bool KeepAxes { get; }

    /// <inheritdoc/>
    public override string Constants => $"axes: [{string.Join(", ", _axes)}]{(KeepAxes ? ", keep" : "")}";

    /// <inheritdoc/>
    protected internal override TensorSpec[] Infer(ReadOnlySpan<TensorSpec> inputs) =>
        [Require.Float(this, inputs[0]) with { Shape = Reduced(inputs[0].Shape, Axes, KeepAxes) }];

    /// <summary>The shape without the axes, or with size 1 in their place.</summary>
    internal static Shape Reduced(Shape shape, ReadOnlySpan<int> axes, bool keep)
    {
        var sizes = new List<int>(shape.Rank);
        for (var axis = 0; axis < shape.Rank; axis++)
        {
            if (!axes.Contains(axis))
                sizes.Add(shape[axis]);
            else if (keep)
                sizes.Add(1);
        }

        return new([.. sizes]);
    }

    /// <summary>Axes as the user gave them (none: all; negative: from the end), ascending and checked.</summary>
    internal static int[] Normalize(Shape shape, ReadOnlySpan<int> axes)
    {
        if (axes.IsEmpty)
            return [.. Enumerable.Range(0, shape.Rank)];
        var result = new int[axes.Length];
        for (var i = 0; i < result.Length; i++)
            result[i] = shape.Axis(axes[i]);
        Array.Sort(result);
        for (var i = 1; i < result.Length; i++)
        {
            if (result[i] == result[i - 1])
                throw new ShapeException($"axis {result[i]} is named twice");
        }

        return result;
    }

    /// <summary>A reduced tensor with its axes back, of size 1, so that it broadcasts against the input.</summary>
    private protected Tensor Kept(Tensor reduced, Shape input) => reduced.Reshape(Reduced(input, Axes, keep: true));
}
