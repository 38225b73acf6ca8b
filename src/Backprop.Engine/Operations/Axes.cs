namespace Backprop.Engine;

/// <summary>Axes as users give them, checked, with the op named in the error.</summary>
internal static class Axes
{
    /// <summary>An axis in [0, rank); negative ones count from the end.</summary>
    public static int Of(string op, Shape shape, int axis)
    {
        var positive = axis < 0 ? axis + shape.Rank : axis;
        if (positive >= 0 && positive < shape.Rank)
            return positive;
        throw new ShapeException(shape.Rank == 0
            ? $"'{op}' works along an axis but the tensor is a scalar: Reshape it to [1]"
            : $"'{op}' cannot work along axis {axis} of {shape}: give an axis from {-shape.Rank} to {shape.Rank - 1}");
    }

    /// <summary>The place of a new axis in [0, rank]; negative ones count from the end of the result.</summary>
    public static int New(string op, Shape shape, int axis)
    {
        var positive = axis < 0 ? axis + shape.Rank + 1 : axis;
        return positive >= 0 && positive <= shape.Rank
            ? positive
            : throw new ShapeException(
                $"'{op}' cannot put a new axis at {axis} of {shape}: give a place from {-shape.Rank - 1} to {shape.Rank}");
    }

    /// <summary>Several axes (none: all), ascending; none may be named twice.</summary>
    public static int[] All(string op, Shape shape, ReadOnlySpan<int> axes)
    {
        var result = new int[axes.IsEmpty ? shape.Rank : axes.Length];
        for (var i = 0; i < result.Length; i++)
            result[i] = axes.IsEmpty ? i : Of(op, shape, axes[i]);
        Array.Sort(result);
        for (var i = 1; i < result.Length; i++)
        {
            if (result[i] == result[i - 1])
                throw new ShapeException($"'{op}' was given axis {result[i]} of {shape} twice: name each axis once");
        }

        return result;
    }
}
