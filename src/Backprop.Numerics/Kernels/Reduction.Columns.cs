using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Backprop.Numerics.Kernels;

public static partial class Reduction
{
    // Columns summed together: their lanes stay in the nearest cache.
    private const int ColumnBlock = 64;

    /// <summary>
    /// The first <paramref name="n"/> columns of x [rows, stride] to y [n]: vectors lie along the row, lanes are every 32nd
    /// row.
    /// </summary>
    [SkipLocalsInit]
    internal static unsafe void Columns<T, TKernel>(T* x, int rows, int stride, int n, T* y)
        where T : unmanaged
        where TKernel : struct, IReductionKernel
    {
        var width = Vector256<T>.Count;
        var lanes = stackalloc T[ReductionReference.LaneCount * ColumnBlock];
        var column = 0;
        if (rows > 2 * ReductionReference.LaneCount)
            for (; column <= n - ColumnBlock; column += ColumnBlock)
                BlockOfColumns<T, TKernel>(x + column, rows, stride, y + column, lanes);
        for (; column <= n - 4 * width; column += 4 * width)
            FourVectorsOfColumns<T, TKernel>(x + column, rows, stride, y + column, lanes);
        for (; column < n; column += width)
        {
            if (column > n - width && n >= width)
                column = n - width; // once more over some columns, with the same result
            OneVectorOfColumns<T, TKernel>(x + column, rows, stride, y + column, Math.Min(width, n - column), lanes);
        }
    }

    /// <summary>
    /// Rows in the order of memory, four of a lane at a time; the lanes are in memory, [32, block].
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static unsafe void BlockOfColumns<T, TKernel>(T* x, int rows, int stride, T* y, T* lanes)
        where T : unmanaged
        where TKernel : struct, IReductionKernel
    {
        var width = Vector256<T>.Count;
        for (var i = 0; i < ReductionReference.LaneCount * ColumnBlock; i += width)
            TKernel.Start<T>().Store(lanes + i);
        var row = 0;
        var step = (nint)stride * ReductionReference.LaneCount;
        for (; row <= rows - 4 * ReductionReference.LaneCount; row += 4 * ReductionReference.LaneCount)
            for (var lane = 0; lane < ReductionReference.LaneCount; lane++)
            {
                T* p = x + (nint)(row + lane) * stride, q = p + step, r = q + step, s = r + step, at = lanes + lane * ColumnBlock;
                for (var i = 0; i < ColumnBlock; i += width)
                {
                    var a = TKernel.Add(TKernel.Add(Vector256.Load(at + i), Vector256.Load(p + i)), Vector256.Load(q + i));
                    TKernel.Add(TKernel.Add(a, Vector256.Load(r + i)), Vector256.Load(s + i)).Store(at + i);
                }
            }

        for (; row < rows; row++)
        {
            T* p = x + (nint)row * stride, at = lanes + row % ReductionReference.LaneCount * ColumnBlock;
            for (var i = 0; i < ColumnBlock; i += width)
                TKernel.Add(Vector256.Load(at + i), Vector256.Load(p + i)).Store(at + i);
        }

        for (var distance = ReductionReference.LaneCount / 2; distance > 0; distance /= 2)
            for (var i = 0; i < distance * ColumnBlock; i += width)
                TKernel.Join(Vector256.Load(lanes + i), Vector256.Load(lanes + i + distance * ColumnBlock)).Store(lanes + i);
        for (var i = 0; i < ColumnBlock; i += width)
            Vector256.Load(lanes + i).Store(y + i);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static unsafe void FourVectorsOfColumns<T, TKernel>(T* x, int rows, int stride, T* y, T* lanes)
        where T : unmanaged
        where TKernel : struct, IReductionKernel
    {
        var width = Vector256<T>.Count;
        for (var lane = 0; lane < ReductionReference.LaneCount; lane++)
        {
            Vector256<T> a0 = TKernel.Start<T>(), a1 = a0, a2 = a0, a3 = a0;
            for (var row = lane; row < rows; row += ReductionReference.LaneCount)
            {
                var p = x + (nint)row * stride;
                a0 = TKernel.Add(a0, Vector256.Load(p));
                a1 = TKernel.Add(a1, Vector256.Load(p + width));
                a2 = TKernel.Add(a2, Vector256.Load(p + 2 * width));
                a3 = TKernel.Add(a3, Vector256.Load(p + 3 * width));
            }

            var at = lanes + lane * 4 * width;
            a0.Store(at);
            a1.Store(at + width);
            a2.Store(at + 2 * width);
            a3.Store(at + 3 * width);
        }

        for (var distance = ReductionReference.LaneCount / 2; distance > 0; distance /= 2)
            for (var i = 0; i < distance * 4 * width; i += width)
                TKernel.Join(Vector256.Load(lanes + i), Vector256.Load(lanes + i + distance * 4 * width)).Store(lanes + i);
        for (var i = 0; i < 4 * width; i += width)
            Vector256.Load(lanes + i).Store(y + i);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static unsafe void OneVectorOfColumns<T, TKernel>(T* x, int rows, int stride, T* y, int count, T* lanes)
        where T : unmanaged
        where TKernel : struct, IReductionKernel
    {
        var width = Vector256<T>.Count;
        if (rows <= ReductionReference.LaneCount && count == width)
        {
            FewRows<T, TKernel>(x, rows, stride, y, lanes);
            return;
        }

        for (var lane = 0; lane < ReductionReference.LaneCount; lane++)
        {
            var a = TKernel.Start<T>();
            if (count == width)
                for (var row = lane; row < rows; row += ReductionReference.LaneCount)
                    a = TKernel.Add(a, Vector256.Load(x + (nint)row * stride));
            else
                for (var row = lane; row < rows; row += ReductionReference.LaneCount)
                    a = TKernel.Add(a, Lanes.LoadFirst(x + (nint)row * stride, count));
            a.Store(lanes + lane * width);
        }

        JoinLanes<T, TKernel>(lanes, y, count);
    }

    /// <summary>A row for each lane, or none: joined with the row 16 further on as it is read.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static unsafe void FewRows<T, TKernel>(T* x, int rows, int stride, T* y, T* lanes)
        where T : unmanaged
        where TKernel : struct, IReductionKernel
    {
        const int half = ReductionReference.LaneCount / 2;
        var width = Vector256<T>.Count;
        var start = TKernel.Start<T>();
        for (var lane = 0; lane < half; lane++)
        {
            var a = lane < rows ? TKernel.Add(start, Vector256.Load(x + (nint)lane * stride)) : start;
            var b = lane + half < rows ? TKernel.Add(start, Vector256.Load(x + (nint)(lane + half) * stride)) : start;
            TKernel.Join(a, b).Store(lanes + lane * width);
        }

        for (var distance = half / 2; distance > 1; distance /= 2)
            for (var i = 0; i < distance * width; i += width)
                TKernel.Join(Vector256.Load(lanes + i), Vector256.Load(lanes + i + distance * width)).Store(lanes + i);
        TKernel.Join(Vector256.Load(lanes), Vector256.Load(lanes + width)).Store(y);
    }

    /// <summary>lanes [32, vector] joined in the tree; the first <paramref name="count"/> results to y.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static unsafe void JoinLanes<T, TKernel>(T* lanes, T* y, int count) where T : unmanaged where TKernel : struct, IReductionKernel
    {
        var width = Vector256<T>.Count;
        for (var distance = ReductionReference.LaneCount / 2; distance > 0; distance /= 2)
            for (var i = 0; i < distance * width; i += width)
                TKernel.Join(Vector256.Load(lanes + i), Vector256.Load(lanes + i + distance * width)).Store(lanes + i);
        if (count == width)
            Vector256.Load(lanes).Store(y);
        else
            Lanes.StoreFirst(Vector256.Load(lanes), y, count);
    }

    /// <summary>
    /// Any layout whose innermost group is kept: a vector of outputs at a time; their elements are visited in order
    /// through the reduced groups.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static unsafe void ScatteredColumns<T, TKernel>(T* x, AxisGroups groups, T* y)
        where T : unmanaged
        where TKernel : struct, IReductionKernel
    {
        int width = Vector256<T>.Count, run = groups.Sizes[^1];
        var lanes = stackalloc T[ReductionReference.LaneCount * width];
        for (var output = 0; output < groups.Outputs; output += run)
        {
            var first = x + Offset(groups, output / run, reduced: false, skip: 1);
            for (var column = 0; column < run; column += width)
            {
                var count = Math.Min(width, run - column);
                for (var i = 0; i < ReductionReference.LaneCount; i++)
                    TKernel.Start<T>().Store(lanes + i * width);
                for (var element = 0; element < groups.Elements; element++)
                {
                    var at = lanes + element % ReductionReference.LaneCount * width;
                    var p = first + column + Offset(groups, element, reduced: true, skip: 0);
                    TKernel.Add(Vector256.Load(at), count == width ? Vector256.Load(p) : Lanes.LoadFirst(p, count)).Store(at);
                }

                JoinLanes<T, TKernel>(lanes, y + output + column, count);
            }
        }
    }

    /// <summary>
    /// Any layout whose innermost group is reduced: an output at a time, its elements in runs; each run goes on with the
    /// lane at which the last one ended.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static unsafe void ScatteredRows<T, TKernel>(T* x, AxisGroups groups, T* y)
        where T : unmanaged
        where TKernel : struct, IReductionKernel
    {
        int width = Vector256<T>.Count, run = groups.Sizes[^1];
        var lanes = stackalloc T[ReductionReference.LaneCount + 8]; // room for a vector that begins at the last lane
        for (var output = 0; output < groups.Outputs; output++)
        {
            var first = x + Offset(groups, output, reduced: false, skip: 0);
            for (var i = 0; i < ReductionReference.LaneCount + 8; i += width)
                TKernel.Start<T>().Store(lanes + i);
            for (int element = 0, lane = 0; element < groups.Elements; element += run)
            {
                var p = first + Offset(groups, element / run, reduced: true, skip: 1);
                for (var left = run; left > 0;)
                {
                    var count = Math.Min(Math.Min(width, left), ReductionReference.LaneCount - lane);
                    if (count == width)
                        TKernel.Add(Vector256.Load(lanes + lane), Vector256.Load(p)).Store(lanes + lane);
                    else
                        AddFirst<T, TKernel>(Vector256.Load(lanes + lane), p, count).Store(lanes + lane);
                    p += count;
                    left -= count;
                    lane = (lane + count) % ReductionReference.LaneCount;
                }
            }

            for (var distance = ReductionReference.LaneCount / 2; distance >= width; distance /= 2)
                for (var i = 0; i < distance; i += width)
                    TKernel.Join(Vector256.Load(lanes + i), Vector256.Load(lanes + i + distance)).Store(lanes + i);
            y[output] = Joined<T, TKernel>(Vector256.Load(lanes));
        }
    }

    /// <summary>
    /// Where the element lies that has this number within the reduced (or kept) groups, in row-major order; the innermost
    /// group may be skipped.
    /// </summary>
    private static nint Offset(in AxisGroups groups, int number, bool reduced, int skip)
    {
        nint offset = 0;
        for (var group = groups.Count - 1 - skip; group >= 0 && number > 0; group--)
        {
            if (groups.IsReduced(group) != reduced)
                continue;
            offset += (nint)(number % groups.Sizes[group]) * groups.Strides[group];
            number /= groups.Sizes[group];
        }

        return offset;
    }
}
