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

    /// <summary>How many elements make one output.</summary>
    private protected int Reduces(Shape input)
    {
        var count = 1;
        foreach (var axis in Axes)
            count *= input[axis];
        return count;
    }

    // What has no value for no elements: a mean, the greatest, the least.
    private protected TensorSpec[] InferNotEmpty(ReadOnlySpan<TensorSpec> inputs)
    {
        foreach (var axis in Axes)
        {
            if (inputs[0].Shape[axis] == 0)
                throw new ShapeException($"'{Name}' over axis {axis} of {inputs[0].Shape} does not exist: the axis has no elements");
        }

        return [Require.Float(this, inputs[0]) with { Shape = Reduced(inputs[0].Shape, Axes, KeepAxes) }];
    }

    /// <summary>A reduced tensor with its axes back, of size 1, so that it broadcasts against the input.</summary>
    private protected Tensor Kept(Tensor reduced, Shape input) => reduced.Reshape(Reduced(input, Axes, keep: true));
}
