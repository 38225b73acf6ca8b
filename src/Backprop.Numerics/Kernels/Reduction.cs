namespace Backprop.Numerics.Kernels;

/// <summary>
/// Reductions over axes in one fixed order, whatever the memory layout and the vector width: an output's elements, in
/// row-major order of the reduced axes, go round 32 virtual lanes; the lanes are joined in a tree (lane i with i + 16,
/// + 8, + 4, + 2, + 1). <see cref="ReductionReference"/> is the readable twin.
/// </summary>
public static partial class Reduction
{
    /// <summary>Σ x over the axes; of no elements 0.</summary>
    /// <inheritdoc cref="Sum{T}(ReadOnlySpan{T}, Shape, ReadOnlySpan{int}, Span{T}, Workers?)"/>
    public static void Sum<T>(ReadOnlySpan<T> x, Shape shape, ReadOnlySpan<int> axes, Span<T> y) where T : unmanaged =>
        Sum(x, shape, axes, y, null);

    /// <summary>Σ x over the axes; of no elements 0.</summary>
    /// <typeparam name="T">float or double.</typeparam>
    /// <param name="x">The elements, row-major.</param>
    /// <param name="shape">Their shape.</param>
    /// <param name="axes">The axes to sum over: 0 or more each, ascending.</param>
    /// <param name="y">One sum for each place along the other axes, row-major.</param>
    /// <param name="workers">The threads to share the outputs; none: the caller's alone.</param>
    public static void Sum<T>(ReadOnlySpan<T> x, Shape shape, ReadOnlySpan<int> axes, Span<T> y, Workers? workers)
        where T : unmanaged =>
        Reduce<T, ReductionKernels.Sum>(x, shape, axes, y, workers);

    /// <summary>Σ x² over the axes, each square fused into its sum; of no elements 0.</summary>
    /// <inheritdoc cref="Sum{T}(ReadOnlySpan{T}, Shape, ReadOnlySpan{int}, Span{T}, Workers?)"/>
    public static void SumOfSquares<T>(ReadOnlySpan<T> x, Shape shape, ReadOnlySpan<int> axes, Span<T> y) where T : unmanaged =>
        SumOfSquares(x, shape, axes, y, null);

    /// <summary>Σ x² over the axes, each square fused into its sum; of no elements 0.</summary>
    /// <inheritdoc cref="Sum{T}(ReadOnlySpan{T}, Shape, ReadOnlySpan{int}, Span{T}, Workers?)"/>
    public static void SumOfSquares<T>(ReadOnlySpan<T> x, Shape shape, ReadOnlySpan<int> axes, Span<T> y, Workers? workers)
        where T : unmanaged =>
        Reduce<T, ReductionKernels.SumOfSquares>(x, shape, axes, y, workers);

    /// <summary>The greatest over the axes; NaN if any is NaN.</summary>
    /// <inheritdoc cref="Sum{T}(ReadOnlySpan{T}, Shape, ReadOnlySpan{int}, Span{T}, Workers?)"/>
    /// <exception cref="ShapeException">There are no elements.</exception>
    public static void Max<T>(ReadOnlySpan<T> x, Shape shape, ReadOnlySpan<int> axes, Span<T> y) where T : unmanaged =>
        Max(x, shape, axes, y, null);

    /// <summary>The greatest over the axes; NaN if any is NaN.</summary>
    /// <inheritdoc cref="Sum{T}(ReadOnlySpan{T}, Shape, ReadOnlySpan{int}, Span{T}, Workers?)"/>
    /// <exception cref="ShapeException">There are no elements to take the greatest of.</exception>
    public static void Max<T>(ReadOnlySpan<T> x, Shape shape, ReadOnlySpan<int> axes, Span<T> y, Workers? workers)
        where T : unmanaged
    {
        NotEmpty("the greatest", shape, axes);
        Reduce<T, ReductionKernels.Max>(x, shape, axes, y, workers);
    }

    /// <summary>The least over the axes; NaN if any is NaN.</summary>
    /// <inheritdoc cref="Sum{T}(ReadOnlySpan{T}, Shape, ReadOnlySpan{int}, Span{T}, Workers?)"/>
    /// <exception cref="ShapeException">There are no elements.</exception>
    public static void Min<T>(ReadOnlySpan<T> x, Shape shape, ReadOnlySpan<int> axes, Span<T> y) where T : unmanaged =>
        Min(x, shape, axes, y, null);

    /// <summary>The least over the axes; NaN if any is NaN.</summary>
    /// <inheritdoc cref="Sum{T}(ReadOnlySpan{T}, Shape, ReadOnlySpan{int}, Span{T}, Workers?)"/>
    /// <exception cref="ShapeException">There are no elements to take the least of.</exception>
    public static void Min<T>(ReadOnlySpan<T> x, Shape shape, ReadOnlySpan<int> axes, Span<T> y, Workers? workers)
        where T : unmanaged
    {
        NotEmpty("the least", shape, axes);
        Reduce<T, ReductionKernels.Min>(x, shape, axes, y, workers);
    }

    /// <summary>Σ x of all elements.</summary>
    public static T Sum<T>(ReadOnlySpan<T> x) where T : unmanaged => Row<T, ReductionKernels.Sum>(x);

    /// <summary>Σ x² of all elements.</summary>
    public static T SumOfSquares<T>(ReadOnlySpan<T> x) where T : unmanaged => Row<T, ReductionKernels.SumOfSquares>(x);

    /// <summary>Any reduction over the axes; of no elements the tree of starts.</summary>
    /// <inheritdoc cref="Sum{T}(ReadOnlySpan{T}, Shape, ReadOnlySpan{int}, Span{T}, Workers?)"/>
    /// <exception cref="ShapeException">The axes are no ascending axes of the shape, or a span is too short.</exception>
    [System.Runtime.CompilerServices.SkipLocalsInit]
    public static unsafe void Reduce<T, TKernel>(ReadOnlySpan<T> x, Shape shape, ReadOnlySpan<int> axes, Span<T> y, Workers? workers = null)
        where T : unmanaged
        where TKernel : struct, IReductionKernel
    {
        // Matrices and whole tensors, as small networks have them by the dozen, at once.
        if (x.Length >= shape.Count && shape.Count > 0 && !y.IsEmpty)
        {
            ReadOnlySpan<int> sizes = shape.Sizes;
            if (axes.Length == 1 && sizes.Length <= 2)
            {
                var (axis, n) = (axes[0], sizes[^1]);
                if (axis == sizes.Length - 1 && y.Length >= shape.Count / n)
                {
                    fixed (T* source = x, target = y)
                        ManyRows<T, TKernel>(source, shape.Count / n, n, target, workers);
                    return;
                }

                if (axis == 0 && y.Length >= n)
                {
                    fixed (T* source = x, target = y)
                        ManyColumns<T, TKernel>(source, 1, sizes[0], n, target, workers);
                    return;
                }
            }
        }

        var groups = new AxisGroups(shape, axes, stackalloc int[AxisGroups.Most], stackalloc int[AxisGroups.Most]);
        if (x.Length < shape.Count || y.Length < groups.Outputs)
            throw new ShapeException($"a reduction of {shape} to {groups.Outputs} outputs was given {x.Length} and room for {y.Length} elements");
        fixed (T* source = x, target = y)
        {
            if (groups.Elements == 0)
                Columns<T, TKernel>(source, 0, groups.Outputs, groups.Outputs, target);
            else if (groups.Outputs == 0)
                return;
            else if (groups.Count == 0 || (groups.Count == 1 && !groups.LastIsReduced))
                Columns<T, TKernel>(source, 1, groups.Outputs, groups.Outputs, target);
            else if (groups.Count <= 2 && groups.LastIsReduced)
                ManyRows<T, TKernel>(source, groups.Outputs, groups.Elements, target, workers);
            else if (groups.Count <= 3 && !groups.LastIsReduced)
                ManyColumns<T, TKernel>(source, groups.Outputs / groups.Sizes[^1], groups.Elements, groups.Sizes[^1], target, workers);
            else if (groups.LastIsReduced)
                ScatteredRows<T, TKernel>(source, groups, target);
            else
                ScatteredColumns<T, TKernel>(source, groups, target);
        }
    }

    private static void NotEmpty(string what, Shape shape, ReadOnlySpan<int> axes)
    {
        if (shape.Count > 0)
            return;
        foreach (var axis in axes)
            if ((uint)axis < (uint)shape.Rank && shape[axis] == 0)
                throw new ShapeException($"{what} over axis {axis} of {shape} does not exist: the axis has no elements");
    }

    internal static unsafe T Row<T, TKernel>(ReadOnlySpan<T> x) where T : unmanaged where TKernel : struct, IReductionKernel
    {
        T result;
        fixed (T* source = x)
            Rows<T, TKernel>(source, 1, x.Length, &result);
        return result;
    }
}
