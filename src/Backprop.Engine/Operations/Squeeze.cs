namespace Backprop.Engine;

public static partial class Ops
{
    /// <summary>Without an axis of size 1: [3, 1, 2] at axis 1 gives [3, 2].</summary>
    /// <exception cref="ShapeException">The axis has another size.</exception>
    public static Tensor Squeeze(this Tensor x, int axis)
    {
        axis = Axes.Of("squeeze", x.Shape, axis);
        return x.Shape[axis] == 1
            ? x.Reshape(ReduceOp.Reduced(x.Shape, [axis], keep: false))
            : throw new ShapeException($"'squeeze' takes away an axis of size 1 but axis {axis} of {x.Shape} has {x.Shape[axis]}: Reshape or reduce it");
    }

    /// <summary>With a new axis of size 1 at this place of the result: [3, 2] at 1 gives [3, 1, 2], at −1 [3, 2, 1].</summary>
    public static Tensor Unsqueeze(this Tensor x, int axis)
    {
        axis = Axes.New("unsqueeze", x.Shape, axis);
        return x.Reshape(new Shape([.. x.Shape.Sizes[..axis], 1, .. x.Shape.Sizes[axis..]]));
    }

    /// <summary>The axes from <paramref name="startAxis"/> on as one: [2, 3, 4] from axis 1 gives [2, 12].</summary>
    public static Tensor Flatten(this Tensor x, int startAxis = 0)
    {
        if (x.Rank == 0)
            return x.Reshape(new Shape(1));
        startAxis = Axes.Of("flatten", x.Shape, startAxis);
        var rest = 1;
        foreach (var size in x.Shape.Sizes[startAxis..])
            rest *= size;
        return x.Reshape(new Shape([.. x.Shape.Sizes[..startAxis], rest]));
    }
}
