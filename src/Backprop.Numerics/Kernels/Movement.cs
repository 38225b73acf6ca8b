namespace Backprop.Numerics.Kernels;

/// <summary>Data movement without arithmetic, for elements of any type; arrays are row-major and contiguous.</summary>
public static unsafe class Movement
{
    /// <summary>Axis i of the target is axis <c>axes[i]</c> of the source.</summary>
    /// <exception cref="ShapeException">The axes are no permutation, or a span is too short.</exception>
    public static void Permute<T>(ReadOnlySpan<T> source, Shape shape, ReadOnlySpan<int> axes, Span<T> target) where T : unmanaged =>
        Permute(source, shape, axes, target, null);

    /// <summary>Axis i of the target is axis <c>axes[i]</c> of the source.</summary>
    /// <param name="source">Of <paramref name="shape"/>.</param>
    /// <param name="shape">The source's shape.</param>
    /// <param name="axes">Each axis once.</param>
    /// <param name="target">As many elements.</param>
    /// <param name="workers">The threads to share the target's first axis; none: the caller's alone.</param>
    /// <exception cref="ShapeException">The axes are no permutation, or a span is too short.</exception>
    public static void Permute<T>(ReadOnlySpan<T> source, Shape shape, ReadOnlySpan<int> axes, Span<T> target, Workers? workers) where T : unmanaged
    {
        var rank = shape.Rank;
        Span<int> strides = stackalloc int[rank], sizes = stackalloc int[rank], from = stackalloc int[rank];
        Contiguous(shape.Sizes, strides);
        ulong seen = 0;
        if (axes.Length != rank || rank > 64)
            throw new ShapeException($"permuting {shape} needs {rank} axes but got {axes.Length}");
        for (var i = 0; i < rank; i++)
        {
            if ((uint)axes[i] >= (uint)rank || (seen & (1UL << axes[i])) != 0)
                throw new ShapeException($"permuting {shape} needs each axis from 0 to {rank - 1} once but got [{string.Join(", ", axes.ToArray())}]");
            seen |= 1UL << axes[i];
            sizes[i] = shape.Sizes[axes[i]];
            from[i] = strides[axes[i]];
        }

        Enough("permuting", shape, source.Length, shape.Count, target.Length, shape.Count);
        fixed (T* s = source, t = target)
        fixed (int* pFrom = from, pSizes = sizes)
        {
            if (workers is not { Count: > 1 } || shape.Count < 4 * PartElements || sizes[0] < 2)
            {
                Strided.Read(s, from, sizes, t);
                return;
            }

            var inner = shape.Count / sizes[0];
            var part = Math.Max(1, PartElements / inner);
            part = part > 16 ? part / 16 * 16 : part; // whole tiles of a transpose
            workers.For((sizes[0] + part - 1) / part, new PermuteJob<T>(s, t, pFrom, pSizes, rank, inner, part));
        }
    }

    // Elements of a part: 64 KiB of float32.
    private const int PartElements = 16384;

    // Places [number · part, …) of the target's first axis.
    private readonly struct PermuteJob<T>(T* source, T* target, int* strides, int* sizes, int rank, int inner, int part) : IPartsJob
        where T : unmanaged
    {
        public void Run(int number)
        {
            Span<int> own = stackalloc int[rank];
            new ReadOnlySpan<int>(sizes, rank).CopyTo(own);
            var first = number * part;
            own[0] = Math.Min(part, sizes[0] - first);
            Strided.Read(source + (nint)first * strides[0], new(strides, rank), own, target + (nint)first * inner);
        }
    }

    /// <summary>Repeats axes of size 1 (and missing leading axes) to the target's sizes, by NumPy's rule.</summary>
    /// <exception cref="ShapeException">The shape cannot be expanded so, or a span is too short.</exception>
    public static void Expand<T>(ReadOnlySpan<T> source, Shape shape, Span<T> target, Shape targetShape) where T : unmanaged
    {
        if (!shape.CanExpandTo(targetShape))
            throw new ShapeException($"{shape} cannot be expanded to {targetShape}: sizes must be equal or 1, aligned at the last axis");
        Span<int> strides = stackalloc int[shape.Rank], from = stackalloc int[targetShape.Rank];
        Contiguous(shape.Sizes, strides);
        from.Clear();
        for (var i = 1; i <= shape.Rank; i++)
            from[^i] = shape.Sizes[^i] == 1 ? 0 : strides[^i];
        Enough("expanding", shape, source.Length, shape.Count, target.Length, targetShape.Count);
        fixed (T* s = source, t = target)
            Strided.Read(s, from, targetShape.Sizes, t);
    }

    /// <summary>target[i, j, …] = source[starts₀ + i·steps₀, starts₁ + j·steps₁, …].</summary>
    /// <param name="source">The source, of <paramref name="shape"/>.</param>
    /// <param name="shape">The source's shape.</param>
    /// <param name="starts">The first place along each axis.</param>
    /// <param name="steps">The step along each axis, also negative; empty for 1.</param>
    /// <param name="sizes">The target's sizes.</param>
    /// <param name="target">The slice, of <paramref name="sizes"/>.</param>
    /// <exception cref="ShapeException">The slice leaves the source, or a span is too short.</exception>
    public static void Slice<T>(ReadOnlySpan<T> source, Shape shape, ReadOnlySpan<int> starts, ReadOnlySpan<int> steps, ReadOnlySpan<int> sizes, Span<T> target)
        where T : unmanaged
    {
        Span<int> strides = stackalloc int[shape.Rank];
        var offset = View(shape, starts, steps, sizes, strides, out var count);
        Enough("slicing", shape, source.Length, shape.Count, target.Length, count);
        if (count == 0)
            return;
        fixed (T* s = source, t = target)
            Strided.Read(s + offset, strides, sizes, t);
    }

    /// <summary>
    /// Writes into a slice and leaves the rest: target[starts₀ + i·steps₀, …] = source[i, …]. The adjoint of
    /// <see cref="Slice"/> on a cleared target; with concatenation and padding, too, each part is one of these.
    /// </summary>
    /// <param name="source">What to write, of <paramref name="sizes"/>.</param>
    /// <param name="sizes">The source's sizes.</param>
    /// <param name="starts">The first place along each axis of the target.</param>
    /// <param name="steps">The step along each axis, also negative; empty for 1.</param>
    /// <param name="target">Where to write, of <paramref name="shape"/>.</param>
    /// <param name="shape">The target's shape.</param>
    /// <exception cref="ShapeException">The slice leaves the target, or a span is too short.</exception>
    public static void WriteSlice<T>(ReadOnlySpan<T> source, ReadOnlySpan<int> sizes, ReadOnlySpan<int> starts, ReadOnlySpan<int> steps, Span<T> target, Shape shape)
        where T : unmanaged
    {
        Span<int> strides = stackalloc int[shape.Rank];
        var offset = View(shape, starts, steps, sizes, strides, out var count);
        Enough("writing a slice of", shape, source.Length, count, target.Length, shape.Count);
        if (count == 0)
            return;
        fixed (T* s = source, t = target)
            Strided.Write(s, sizes, t + offset, strides);
    }

    /// <summary>Puts one part of a concatenation in its place along an axis; call it once for each part.</summary>
    /// <param name="source">The part.</param>
    /// <param name="sourceShape">The part's shape: the target's but for the axis.</param>
    /// <param name="axis">The axis parts are put together along, 0 or more.</param>
    /// <param name="position">Where along the axis the part begins.</param>
    /// <param name="target">The whole.</param>
    /// <param name="shape">The whole's shape.</param>
    /// <exception cref="ShapeException">The part does not fit.</exception>
    public static void Concatenate<T>(ReadOnlySpan<T> source, Shape sourceShape, int axis, int position, Span<T> target, Shape shape)
        where T : unmanaged
    {
        Span<int> starts = stackalloc int[shape.Rank];
        starts.Clear();
        starts[axis] = position;
        WriteSlice(source, sourceShape.Sizes, starts, [], target, shape);
    }

    /// <summary>The source with a border of one value.</summary>
    /// <param name="source">The source, of <paramref name="shape"/>.</param>
    /// <param name="shape">The source's shape.</param>
    /// <param name="before">How many are put before each axis.</param>
    /// <param name="after">How many are put after each axis.</param>
    /// <param name="value">The value of the border.</param>
    /// <param name="target">Sizes are before + size + after.</param>
    /// <exception cref="ShapeException">A border is negative, or a span is too short.</exception>
    public static void Pad<T>(ReadOnlySpan<T> source, Shape shape, ReadOnlySpan<int> before, ReadOnlySpan<int> after, T value, Span<T> target)
        where T : unmanaged
    {
        if (before.Length != shape.Rank || after.Length != shape.Rank || before.ContainsAnyInRange(int.MinValue, -1) || after.ContainsAnyInRange(int.MinValue, -1))
            throw new ShapeException($"padding {shape} needs {shape.Rank} borders of 0 or more before and after");
        Span<int> sizes = stackalloc int[shape.Rank];
        for (var i = 0; i < sizes.Length; i++)
            sizes[i] = before[i] + shape.Sizes[i] + after[i];
        long count = 1;
        foreach (var size in sizes)
            count *= size;
        if (source.Length < shape.Count || target.Length < count)
            throw new ShapeException($"padding {shape} takes {shape.Count} elements and room for {count} but got {source.Length} and {target.Length}");
        target[..(int)count].Fill(value);
        if (shape.Count == 0)
            return;
        Span<int> strides = stackalloc int[shape.Rank];
        Contiguous(sizes, strides);
        var offset = 0;
        for (var i = 0; i < sizes.Length; i++)
            offset += before[i] * strides[i];
        fixed (T* s = source, t = target)
            Strided.Write(s, shape.Sizes, t + offset, strides);
    }

    /// <summary>Strides and offset of a slice; checks that it stays inside.</summary>
    private static int View(Shape shape, ReadOnlySpan<int> starts, ReadOnlySpan<int> steps, ReadOnlySpan<int> sizes, Span<int> strides, out int count)
    {
        var rank = shape.Rank;
        if (starts.Length != rank || sizes.Length != rank || (steps.Length != rank && !steps.IsEmpty))
            throw new ShapeException($"a slice of {shape} needs {rank} starts, steps (or none) and sizes but got {starts.Length}, {steps.Length} and {sizes.Length}");
        Contiguous(shape.Sizes, strides);
        var offset = 0;
        long elements = 1;
        for (var axis = 0; axis < rank; axis++)
        {
            int step = steps.IsEmpty ? 1 : steps[axis], size = sizes[axis];
            var last = starts[axis] + (long)(size - 1) * step;
            if (size < 0 || (size > 0 && (starts[axis] < 0 || starts[axis] >= shape.Sizes[axis] || last < 0 || last >= shape.Sizes[axis])))
                throw new ShapeException(
                    $"a slice of {size} from {starts[axis]} in steps of {step} leaves axis {axis} of {shape}: places are from 0 to {shape.Sizes[axis] - 1}");
            offset += starts[axis] * strides[axis];
            strides[axis] *= step;
            elements *= size;
        }

        count = (int)elements;
        return offset;
    }

    private static void Contiguous(ReadOnlySpan<int> sizes, Span<int> strides)
    {
        for (int axis = sizes.Length - 1, step = 1; axis >= 0; axis--)
        {
            strides[axis] = step;
            step *= Math.Max(1, sizes[axis]);
        }
    }

    private static void Enough(string what, Shape shape, int source, int needed, int target, int room)
    {
        if (source < needed || target < room)
            throw new ShapeException($"{what} {shape} takes {needed} elements and room for {room} but got {source} and {target}");
    }
}
