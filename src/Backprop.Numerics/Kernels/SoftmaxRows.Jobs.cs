using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Backprop.Numerics.Kernels;

// Several rows at a time go through each step together: rows are often shorter than a vector. What belongs to a row (its
// greatest, its sum) is repeated beside its elements, so that the steps are elementwise.
public static unsafe partial class SoftmaxRows
{
    // Elements of a block of rows, some KiB: it stays in the nearest cache. A longer row is a block of its own.
    private const int Block = 1024;

    // Repeating may write so many elements beyond the end.
    private const int Beyond = 8;

    private interface IRowsJob
    {
        void Run(int first, int last);
    }

    private static int RowsOfBlock(int n) => Math.Max(1, Block / Math.Max(1, n));

    /// <summary>Each row's number beside its n elements.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Repeat<T>(T* numbers, int rows, int n, T* target) where T : unmanaged
    {
        var width = Vector256<T>.Count;
        for (var row = 0; row < rows; row++, target += n)
        {
            var value = Vector256.Create(numbers[row]);
            value.Store(target); // what is too much is written over by the next row
            for (var i = width; i < n; i += width)
                value.Store(target + i);
        }
    }

    /// <summary>c = f(a, the row's number), for rows of a block or one long row.</summary>
    private static void WithRows<TKernel, T>(T* a, T* numbers, int rows, int n, T* c, T* spread)
        where TKernel : struct, IBinaryKernel where T : unmanaged
    {
        var count = rows * n;
        if (rows == 1)
        {
            Elementwise.Zip<TKernel, T>(new(a, count), new(numbers, 1), new(c, count));
            return;
        }

        Repeat(numbers, rows, n, spread);
        Elementwise.Zip<TKernel, T>(new(a, count), new(spread, count), new(c, count));
    }

    /// <summary>y = exp(x − greatest) with the greatest and the sum of each row.</summary>
    private static void Exponentials<T>(T* x, int rows, int n, T* y, T* greatest, T* sums, T* spread) where T : unmanaged
    {
        Reduction.Rows<T, ReductionKernels.Max>(x, rows, n, greatest);
        WithRows<ExpOfDifference, T>(x, greatest, rows, n, y, spread);
        Reduction.Rows<T, ReductionKernels.Sum>(y, rows, n, sums);
    }

    private readonly struct SoftmaxJob<T>(T* x, T* y, int n) : IRowsJob where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        [SkipLocalsInit]
        public void Run(int first, int last)
        {
            T* greatest = stackalloc T[Block], sums = stackalloc T[Block], spread = stackalloc T[Block + Beyond];
            var step = RowsOfBlock(n);
            for (var row = first; row < last; row += step)
            {
                var rows = Math.Min(step, last - row);
                T* from = x + (nint)row * n, to = y + (nint)row * n;
                Exponentials(from, rows, n, to, greatest, sums, spread);
                WithRows<Quotient, T>(to, sums, rows, n, to, spread);
            }
        }
    }

    private readonly struct LogSoftmaxJob<T>(T* x, T* y, int n) : IRowsJob where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        [SkipLocalsInit]
        public void Run(int first, int last)
        {
            T* greatest = stackalloc T[Block], sums = stackalloc T[Block], spread = stackalloc T[Block + Beyond];
            var step = RowsOfBlock(n);
            for (var row = first; row < last; row += step)
            {
                var rows = Math.Min(step, last - row);
                T* from = x + (nint)row * n, to = y + (nint)row * n;
                Exponentials(from, rows, n, to, greatest, sums, spread);
                Elementwise.Map<Logarithm, T>(new(sums, rows), new(sums, rows));
                WithRows<Difference, T>(from, greatest, rows, n, to, spread);
                WithRows<Difference, T>(to, sums, rows, n, to, spread);
            }
        }
    }

    private readonly struct LogSumExpJob<T>(T* x, T* y, int n) : IRowsJob where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        [SkipLocalsInit]
        public void Run(int first, int last)
        {
            T* greatest = stackalloc T[Block], sums = stackalloc T[Block], spread = stackalloc T[Block + Beyond], values = stackalloc T[Block];
            var step = RowsOfBlock(n);
            for (var row = first; row < last; row += step)
            {
                var rows = Math.Min(step, last - row);
                var from = x + (nint)row * n;
                if (n <= Block)
                    Exponentials(from, rows, n, values, greatest, sums, spread);
                else
                {
                    *greatest = Reduction.Row<T, ReductionKernels.Max>(new(from, n));
                    *sums = SumExp(new(from, n), *greatest, values);
                }

                Elementwise.Map<Logarithm, T>(new(sums, rows), new(sums, rows));
                for (var i = 0; i < rows; i++)
                    y[row + i] = T.IsFinite(greatest[i]) ? greatest[i] + sums[i] : greatest[i];
            }
        }

        /// <summary>Σ exp(xᵢ − shift) of a long row, in the bits of storing all exponentials and summing them.</summary>
        private static T SumExp(ReadOnlySpan<T> x, T shift, T* values)
        {
            const int lanes = ReductionReference.LaneCount;
            Span<T> sums = stackalloc T[lanes];
            sums.Clear();
            while (x.Length > 0)
            {
                var part = Math.Min(Block, x.Length);
                Elementwise.Zip<ExpOfDifference, T>(x[..part], new(ref shift), new(values, part));
                for (var i = 0; i < part; i += lanes)
                {
                    var count = Math.Min(lanes, part - i);
                    Elementwise.Zip<Total, T>(sums[..count], new(values + i, count), sums[..count]);
                }

                x = x[part..];
            }

            return Reduction.Sum<T>(sums);
        }
    }

    private readonly struct CrossEntropyJob<T>(T* x, int* labels, T* losses, T* probabilities, int n) : IRowsJob
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        [SkipLocalsInit]
        public void Run(int first, int last)
        {
            T* greatest = stackalloc T[Block], sums = stackalloc T[Block], spread = stackalloc T[Block + Beyond];
            var step = RowsOfBlock(n);
            for (var row = first; row < last; row += step)
            {
                var rows = Math.Min(step, last - row);
                T* from = x + (nint)row * n, to = probabilities + (nint)row * n;
                Exponentials(from, rows, n, to, greatest, sums, spread);
                WithRows<Quotient, T>(to, sums, rows, n, to, spread);
                Elementwise.Map<Logarithm, T>(new(sums, rows), new(sums, rows));
                for (var i = 0; i < rows; i++)
                    losses[row + i] = -(from[(nint)i * n + labels[row + i]] - greatest[i] - sums[i]);
            }
        }
    }

    private readonly struct CrossEntropyGradientJob<T>(T* probabilities, int* labels, T* dloss, T* dx, int n) : IRowsJob
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        [SkipLocalsInit]
        public void Run(int first, int last)
        {
            var spread = stackalloc T[Block + Beyond];
            var step = RowsOfBlock(n);
            for (var row = first; row < last; row += step)
            {
                var rows = Math.Min(step, last - row);
                T* from = probabilities + (nint)row * n, to = dx + (nint)row * n;
                WithRows<Product, T>(from, dloss + row, rows, n, to, spread);
                for (var i = 0; i < rows; i++)
                {
                    var at = (nint)i * n + labels[row + i];
                    to[at] = (from[at] - T.One) * dloss[row + i];
                }
            }
        }
    }

    private readonly struct ExpOfDifference : IBinaryKernel
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Vector256<T> Apply<T>(Vector256<T> x, Vector256<T> y) where T : unmanaged => Elementary.Exp(x - y);

        public static bool IsWide => true;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Vector512<T> Apply<T>(Vector512<T> x, Vector512<T> y) where T : unmanaged => Elementary.Exp(x - y);
    }

    private readonly struct Difference : IBinaryKernel
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Vector256<T> Apply<T>(Vector256<T> x, Vector256<T> y) where T : unmanaged => x - y;

        public static bool IsWide => true;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Vector512<T> Apply<T>(Vector512<T> x, Vector512<T> y) where T : unmanaged => x - y;
    }

    private readonly struct Product : IBinaryKernel
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Vector256<T> Apply<T>(Vector256<T> x, Vector256<T> y) where T : unmanaged => x * y;

        public static bool IsWide => true;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Vector512<T> Apply<T>(Vector512<T> x, Vector512<T> y) where T : unmanaged => x * y;
    }

    private readonly struct Quotient : IBinaryKernel
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Vector256<T> Apply<T>(Vector256<T> x, Vector256<T> y) where T : unmanaged => x / y;

        public static bool IsWide => true;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Vector512<T> Apply<T>(Vector512<T> x, Vector512<T> y) where T : unmanaged => x / y;
    }

    private readonly struct Total : IBinaryKernel
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Vector256<T> Apply<T>(Vector256<T> x, Vector256<T> y) where T : unmanaged => x + y;

        public static bool IsWide => true;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Vector512<T> Apply<T>(Vector512<T> x, Vector512<T> y) where T : unmanaged => x + y;
    }

    private readonly struct Logarithm : IUnaryKernel
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Vector256<T> Apply<T>(Vector256<T> x) where T : unmanaged => Elementary.Log(x);

        public static bool IsWide => true;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Vector512<T> Apply<T>(Vector512<T> x) where T : unmanaged => Elementary.Log(x);
    }
}
