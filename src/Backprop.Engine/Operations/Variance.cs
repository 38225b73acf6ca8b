namespace Backprop.Engine;

public static partial class Ops
{
    /// <summary>
    /// Σ (x − mean)² / (n − correction) over axes (none: all), computed in two passes: [batch, features] over axis 0 gives
    /// [features].
    /// </summary>
    /// <param name="x">The elements.</param>
    /// <param name="axes">The axes; all if none is given.</param>
    /// <param name="keepAxes">Whether they stay, with size 1.</param>
    /// <param name="correction">1 estimates the variance of what x was drawn from (Bessel), 0 is the variance of x itself.</param>
    /// <exception cref="ShapeException">There are not more than <paramref name="correction"/> elements.</exception>
    public static Tensor Variance(this Tensor x, ReadOnlySpan<int> axes, bool keepAxes = false, int correction = 1)
    {
        var over = Axes.All("variance", x.Shape, axes);
        var count = 1;
        foreach (var axis in over)
            count *= x.Shape[axis];
        if (count <= correction)
        {
            throw new ShapeException(
                $"'variance' over axes [{string.Join(", ", over)}] of {x.Shape} divides by {count} − {correction}: give more elements"
                + (correction > 0 && count > 0 ? " or correction: 0" : ""));
        }

        var deviation = x - x.Mean(over, keepAxes: true);
        return (deviation * deviation).Sum(over, keepAxes) / (count - correction);
    }

    /// <summary>The variance over all or some axes, of the population drawn from (divided by n − 1).</summary>
    /// <inheritdoc cref="Variance(Tensor, ReadOnlySpan{int}, bool, int)"/>
    public static Tensor Variance(this Tensor x, params ReadOnlySpan<int> axes) => x.Variance(axes, keepAxes: false);
}
