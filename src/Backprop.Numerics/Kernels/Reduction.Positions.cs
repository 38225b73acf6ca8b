using System.Numerics;

namespace Backprop.Numerics.Kernels;

public static partial class Reduction
{
    /// <summary>
    /// The place of the greatest along an axis, the first of equals; a NaN is greater than any number, as in NumPy.
    /// </summary>
    /// <param name="x">The elements, row-major.</param>
    /// <param name="shape">Their shape.</param>
    /// <param name="axis">The axis, 0 or more.</param>
    /// <param name="y">One place for each of the other axes' elements, row-major.</param>
    /// <exception cref="ShapeException">The axis has no elements.</exception>
    public static void ArgMax<T>(ReadOnlySpan<T> x, Shape shape, int axis, Span<int> y) where T : unmanaged, INumber<T> =>
        Position(x, shape, axis, y, greatest: true);

    /// <summary>The place of the least along an axis, the first of equals; a NaN is less than any number, as in NumPy.</summary>
    /// <inheritdoc cref="ArgMax"/>
    public static void ArgMin<T>(ReadOnlySpan<T> x, Shape shape, int axis, Span<int> y) where T : unmanaged, INumber<T> =>
        Position(x, shape, axis, y, greatest: false);

    /// <summary>
    /// yᵢ = x₀ + … + xᵢ along an axis, added in that order; reversed: yᵢ = xₙ₋₁ + … + xᵢ, added from the end.
    /// </summary>
    /// <param name="x">The elements, row-major.</param>
    /// <param name="shape">Their shape and y's.</param>
    /// <param name="axis">The axis, 0 or more.</param>
    /// <param name="y">The sums; may be x.</param>
    /// <param name="reverse">Whether to sum from the end.</param>
    public static void CumulativeSum<T>(ReadOnlySpan<T> x, Shape shape, int axis, Span<T> y, bool reverse = false)
        where T : unmanaged, INumber<T>
    {
        var (outer, size, inner) = Split(shape, axis);
        Enough(shape, x.Length, y.Length, shape.Count);
        if (inner == 1 && !reverse)
        {
            for (int o = 0, p = 0; o < outer && size > 0; o++)
            {
                var sum = y[p] = x[p];
                for (p++; p < (o + 1) * size; p++)
                    y[p] = sum += x[p];
            }

            return;
        }

        for (var o = 0; o < outer; o++)
            for (var i = 0; i < size; i++)
            {
                var row = (o * size + (reverse ? size - 1 - i : i)) * inner;
                var before = reverse ? row + inner : row - inner;
                if (i == 0)
                    x.Slice(row, inner).CopyTo(y[row..]);
                else
                    for (var j = 0; j < inner; j++)
                        y[row + j] = y[before + j] + x[row + j];
            }
    }

    private static void Position<T>(ReadOnlySpan<T> x, Shape shape, int axis, Span<int> y, bool greatest) where T : unmanaged, INumber<T>
    {
        var (outer, size, inner) = Split(shape, axis);
        Enough(shape, x.Length, y.Length, outer * inner);
        if (size == 0 && outer * inner > 0)
            throw new ShapeException($"the greatest or least along axis {axis} of {shape} does not exist: the axis has no elements");
        for (var o = 0; o < outer; o++)
            for (var j = 0; j < inner; j++)
            {
                var column = x[(o * size * inner + j)..];
                var best = 0;
                for (var i = 1; i < size && !T.IsNaN(column[best * inner]); i++)
                {
                    var candidate = column[i * inner];
                    if (T.IsNaN(candidate) || (greatest ? candidate > column[best * inner] : candidate < column[best * inner]))
                        best = i;
                }

                y[o * inner + j] = best;
            }
    }

    /// <summary>A shape as [outer, size, inner] around an axis.</summary>
    private static (int Outer, int Size, int Inner) Split(Shape shape, int axis)
    {
        axis = shape.Axis(axis);
        int outer = 1, inner = 1;
        for (var i = 0; i < shape.Rank; i++)
            if (i < axis)
                outer *= shape.Sizes[i];
            else if (i > axis)
                inner *= shape.Sizes[i];
        return (outer, shape.Sizes[axis], inner);
    }

    private static void Enough(Shape shape, int x, int y, int needed)
    {
        if (x < shape.Count || y < needed)
            throw new ShapeException($"a reduction of {shape} to {needed} outputs was given {x} and room for {y} elements");
    }
}
