namespace Backprop.Numerics.Kernels;

/// <summary>
/// Copies between a contiguous block and a view of another (an offset, and a stride for each axis). Every movement of
/// whole arrays is one of these.
/// </summary>
internal static unsafe class Strided
{
    /// <summary>From a view to a contiguous block: target[i, j, …] = source[offset + i·stride₀ + j·stride₁ + …].</summary>
    public static void Read<T>(T* source, ReadOnlySpan<int> strides, ReadOnlySpan<int> sizes, T* target) where T : unmanaged
    {
        Span<int> size = stackalloc int[sizes.Length], stride = stackalloc int[sizes.Length];
        var rank = Merge(sizes, strides, size, stride);
        if (rank < 0)
            return;
        if (rank == 0)
        {
            *target = *source;
            return;
        }

        if (stride[rank - 1] is not (0 or 1) && rank > 1 && stride[..(rank - 1)].IndexOf(1) is >= 0 and var other)
        {
            Transposed(source, size[..rank], stride[..rank], other, target);
            return;
        }

        int inner = size[rank - 1], step = stride[rank - 1];
        var outer = 1;
        for (var axis = 0; axis < rank - 1; axis++)
            outer *= size[axis];
        Span<int> place = stackalloc int[rank];
        place.Clear();
        for (nint from = 0; outer > 0; outer--, target += inner, from += Next(place, size, stride, rank - 1))
            ReadRun(source + from, step, target, inner);
    }

    /// <summary>From a contiguous block to a view: target[offset + i·stride₀ + j·stride₁ + …] = source[i, j, …].</summary>
    public static void Write<T>(T* source, ReadOnlySpan<int> sizes, T* target, ReadOnlySpan<int> strides) where T : unmanaged
    {
        Span<int> size = stackalloc int[sizes.Length], stride = stackalloc int[sizes.Length];
        var rank = Merge(sizes, strides, size, stride);
        if (rank < 0)
            return;
        if (rank == 0)
        {
            *target = *source;
            return;
        }

        int inner = size[rank - 1], step = stride[rank - 1];
        var outer = 1;
        for (var axis = 0; axis < rank - 1; axis++)
            outer *= size[axis];
        Span<int> place = stackalloc int[rank];
        place.Clear();
        for (nint to = 0; outer > 0; outer--, source += inner, to += Next(place, size, stride, rank - 1))
            if (step == 1)
                new ReadOnlySpan<T>(source, inner).CopyTo(new Span<T>(target + to, inner));
            else
                for (var i = 0; i < inner; i++)
                    target[to + (nint)i * step] = source[i];
    }

    private static void ReadRun<T>(T* source, int step, T* target, int count) where T : unmanaged
    {
        if (step == 1)
            new ReadOnlySpan<T>(source, count).CopyTo(new Span<T>(target, count));
        else if (step == 0)
            new Span<T>(target, count).Fill(*source);
        else
            for (var i = 0; i < count; i++)
                target[i] = source[(nint)i * step];
    }

    /// <summary>
    /// Where the source runs along axis <paramref name="other"/> and the target along the last: 2-D transposes, with
    /// the remaining axes around them.
    /// </summary>
    private static void Transposed<T>(T* source, ReadOnlySpan<int> size, ReadOnlySpan<int> stride, int other, T* target) where T : unmanaged
    {
        var rank = size.Length;
        Span<int> outerSize = stackalloc int[rank], from = stackalloc int[rank], to = stackalloc int[rank];
        int outerRank = 0, outer = 1, otherStep = 1;
        for (int axis = rank - 1, step = 1; axis >= 0; axis--)
        {
            if (axis == other)
                otherStep = step;
            step *= size[axis];
        }

        for (var axis = 0; axis < rank - 1; axis++)
        {
            if (axis == other)
                continue;
            var step = 1;
            for (var i = axis + 1; i < rank; i++)
                step *= size[i];
            (outerSize[outerRank], from[outerRank], to[outerRank]) = (size[axis], stride[axis], step);
            outerRank++;
            outer *= size[axis];
        }

        Span<int> place = stackalloc int[rank];
        place.Clear();
        nint read = 0, write = 0;
        for (; outer > 0; outer--)
        {
            // source [last, other] by stride, target [other, last]
            Transpose.Run(source + read, size[rank - 1], size[other], stride[rank - 1], target + write, otherStep);
            for (var axis = outerRank - 1; axis >= 0; axis--)
            {
                read += from[axis];
                write += to[axis];
                if (++place[axis] < outerSize[axis])
                    break;
                read -= (nint)from[axis] * place[axis];
                write -= (nint)to[axis] * place[axis];
                place[axis] = 0;
            }
        }
    }

    /// <summary>Moves to the next place in row-major order; returns the change of offset.</summary>
    private static nint Next(Span<int> place, ReadOnlySpan<int> size, ReadOnlySpan<int> stride, int rank)
    {
        nint change = 0;
        for (var axis = rank - 1; axis >= 0; axis--)
        {
            change += stride[axis];
            if (++place[axis] < size[axis])
                break;
            change -= (nint)stride[axis] * size[axis];
            place[axis] = 0;
        }

        return change;
    }

    /// <summary>Leaves out sizes of 1 and merges axes that continue one another. Returns the rank, −1 when empty.</summary>
    private static int Merge(ReadOnlySpan<int> sizes, ReadOnlySpan<int> strides, Span<int> size, Span<int> stride)
    {
        var rank = 0;
        for (var axis = 0; axis < sizes.Length; axis++)
        {
            if (sizes[axis] == 0)
                return -1;
            if (sizes[axis] == 1)
                continue;
            if (rank > 0 && stride[rank - 1] == (long)strides[axis] * sizes[axis])
            {
                size[rank - 1] *= sizes[axis];
                stride[rank - 1] = strides[axis];
                continue;
            }

            (size[rank], stride[rank]) = (sizes[axis], strides[axis]);
            rank++;
        }

        return rank;
    }
}
