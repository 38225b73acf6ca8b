using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Backprop.Numerics.Kernels;

public static partial class Elementwise
{
    /// <summary>y[i, j] += row[j]: what a bias is to a layer's output. The bits are those of the broadcast sum.</summary>
    /// <typeparam name="T">float or double.</typeparam>
    /// <param name="y"><c>[rows, n]</c>, changed in place.</param>
    /// <param name="row"><c>[n]</c></param>
    /// <exception cref="ShapeException">y is no whole number of rows.</exception>
    public static unsafe void AddRow<T>(Span<T> y, ReadOnlySpan<T> row) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (row.Length == 0 ? y.Length > 0 : y.Length % row.Length != 0)
            throw new ShapeException($"{y.Length} elements are no whole number of rows of {row.Length}");
        fixed (T* to = y, bias = row)
        {
            if (row.Length < Vector128<T>.Count)
                AddShortRow(to, y.Length, bias, row.Length);
            else
                AddRow(to, y.Length, bias, row.Length);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static unsafe void AddShortRow<T>(T* y, int count, T* row, int n) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        for (var end = y + count; y < end; y += n)
        {
            for (var j = 0; j < n; j++)
                y[j] += row[j];
        }
    }

    // The end of a row is one step back and once more over some elements: these are taken aside first.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static unsafe void AddRow<T>(T* y, int count, T* row, int n) where T : unmanaged
    {
        var end = y + count;
        if (Vector512.IsHardwareAccelerated && n % Vector512<T>.Count == 0)
        {
            for (; y < end; y += n)
            {
                for (var j = 0; j < n; j += Vector512<T>.Count)
                    (Vector512.Load(y + j) + Vector512.Load(row + j)).Store(y + j);
            }

            return;
        }

        if (n < Vector256<T>.Count)
        {
            for (; y < end; y += n)
            {
                var last = n - Vector128<T>.Count;
                var rest = Vector128.Load(y + last) + Vector128.Load(row + last);
                (Vector128.Load(y) + Vector128.Load(row)).Store(y);
                rest.Store(y + last);
            }

            return;
        }

        for (; y < end; y += n)
        {
            var last = n - Vector256<T>.Count;
            var rest = Vector256.Load(y + last) + Vector256.Load(row + last);
            for (var j = 0; j < last; j += Vector256<T>.Count)
                (Vector256.Load(y + j) + Vector256.Load(row + j)).Store(y + j);
            rest.Store(y + last);
        }
    }
}
