using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Backprop.Numerics.Kernels;

/// <summary>
/// Softmax and its kin, row by row, without overflow: each row's greatest is taken off first. A row's bits depend on that
/// row alone; its sums are in the fixed order of <see cref="Reduction"/>; threads share rows. A row of −∞ alone, or with
/// a NaN, gives NaN.
/// </summary>
public static unsafe class SoftmaxRows
{
    // Work of about 10 µs: less is not worth a thread.
    private const int PartElements = 8192;

    /// <summary>yᵢ = exp(xᵢ − m) / Σ exp(xⱼ − m) with m the row's greatest.</summary>
    /// <param name="x"><c>[rows, n]</c></param>
    /// <param name="rows">How many rows.</param>
    /// <param name="n">How long a row is.</param>
    /// <param name="y"><c>[rows, n]</c>; may not overlap x.</param>
    /// <param name="workers">The threads to share the work.</param>
    /// <exception cref="ShapeException">A span is too short.</exception>
    public static void Softmax<T>(ReadOnlySpan<T> x, int rows, int n, Span<T> y, Workers workers)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Enough(rows, n, x.Length, y.Length);
        fixed (T* from = x, to = y)
            Share(new SoftmaxJob<T>(from, to, n), rows, n, workers);
    }

    /// <summary>yᵢ = xᵢ − m − log Σ exp(xⱼ − m).</summary>
    /// <inheritdoc cref="Softmax"/>
    public static void LogSoftmax<T>(ReadOnlySpan<T> x, int rows, int n, Span<T> y, Workers workers)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Enough(rows, n, x.Length, y.Length);
        fixed (T* from = x, to = y)
            Share(new LogSoftmaxJob<T>(from, to, n), rows, n, workers);
    }

    /// <summary>y = m + log Σ exp(xⱼ − m) for each row; of a row of −∞ alone, or of no elements, −∞.</summary>
    /// <param name="x"><c>[rows, n]</c></param>
    /// <param name="rows">How many rows.</param>
    /// <param name="n">How long a row is.</param>
    /// <param name="y"><c>[rows]</c></param>
    /// <param name="workers">The threads to share the work.</param>
    /// <exception cref="ShapeException">A span is too short.</exception>
    public static void LogSumExp<T>(ReadOnlySpan<T> x, int rows, int n, Span<T> y, Workers workers)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Enough(rows, n, x.Length, x.Length);
        Enough(rows, 1, y.Length, y.Length);
        fixed (T* from = x, to = y)
            Share(new LogSumExpJob<T>(from, to, n), rows, n, workers);
    }

    /// <summary>Softmax and −log softmax at each row's label.</summary>
    /// <param name="x">The logits <c>[rows, n]</c>.</param>
    /// <param name="labels"><c>[rows]</c>, each in [0, n).</param>
    /// <param name="rows">How many rows.</param>
    /// <param name="n">How many classes.</param>
    /// <param name="losses"><c>[rows]</c></param>
    /// <param name="probabilities"><c>[rows, n]</c>; may not overlap x.</param>
    /// <param name="workers">The threads to share the work.</param>
    /// <exception cref="ShapeException">A span is too short, or a label out of range.</exception>
    public static void CrossEntropy<T>(
        ReadOnlySpan<T> x, ReadOnlySpan<int> labels, int rows, int n, Span<T> losses, Span<T> probabilities, Workers workers)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Enough(rows, n, x.Length, probabilities.Length);
        Enough(rows, 1, labels.Length, losses.Length);
        Check(labels[..rows], n);
        fixed (T* from = x, loss = losses, to = probabilities)
        fixed (int* label = labels)
            Share(new CrossEntropyJob<T>(from, label, loss, to, n), rows, n, workers);
    }

    /// <summary>(probabilities − 1 at the label) · dloss, row by row.</summary>
    /// <param name="probabilities"><c>[rows, n]</c></param>
    /// <param name="labels"><c>[rows]</c>, each in [0, n).</param>
    /// <param name="dloss"><c>[rows]</c></param>
    /// <param name="rows">How many rows.</param>
    /// <param name="n">How many classes.</param>
    /// <param name="dx"><c>[rows, n]</c></param>
    /// <param name="workers">The threads to share the work.</param>
    /// <exception cref="ShapeException">A span is too short, or a label out of range.</exception>
    public static void CrossEntropyGradient<T>(
        ReadOnlySpan<T> probabilities, ReadOnlySpan<int> labels, ReadOnlySpan<T> dloss, int rows, int n, Span<T> dx, Workers workers)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Enough(rows, n, probabilities.Length, dx.Length);
        Enough(rows, 1, labels.Length, dloss.Length);
        Check(labels[..rows], n);
        fixed (T* from = probabilities, weight = dloss, to = dx)
        fixed (int* label = labels)
            Share(new CrossEntropyGradientJob<T>(from, label, weight, to, n), rows, n, workers);
    }

    /// <summary>Σ exp(xᵢ − shift), in the bits of storing the exponentials and summing them with <see cref="Reduction"/>.</summary>
    private static T SumExp<T>(ReadOnlySpan<T> x, T shift) where T : unmanaged
    {
        const int lanes = ReductionReference.LaneCount;
        var kernel = new ExpShifted<T>(shift);
        Span<T> sums = stackalloc T[lanes], block = stackalloc T[lanes];
        sums.Clear();
        while (x.Length > 0)
        {
            var part = Math.Min(lanes, x.Length);
            Elementwise.Map(kernel, x[..part], block[..part]);
            Elementwise.Zip<AddKernel, T>(sums[..part], block[..part], sums[..part]);
            x = x[part..];
        }

        return Reduction.Sum<T>(sums);
    }

    private static T Log<T>(T x) where T : unmanaged => Elementary.Log(Vector256.Create(x)).ToScalar();

    /// <summary>Rows in fixed parts: cut by their length, never by the number of threads.</summary>
    private static void Share<T>(T job, int rows, int n, Workers workers) where T : struct, IRowsJob
    {
        if (workers.Count == 1 || (long)rows * n < 2 * PartElements)
        {
            job.Run(0, rows);
            return;
        }

        var part = Math.Max(1, PartElements / Math.Max(1, n));
        workers.For((rows + part - 1) / part, new PartOfRows<T>(job, rows, part));
    }

    private static void Enough(int rows, int n, int first, int second)
    {
        if (rows < 0 || n < 0 || first < (long)rows * n || second < (long)rows * n)
            throw new ShapeException($"{rows} rows of {n} elements were given {first} and {second} elements");
    }

    private static void Check(ReadOnlySpan<int> labels, int n)
    {
        foreach (var label in labels)
        {
            if ((uint)label >= (uint)n)
                throw new ShapeException($"the label {label} is none of {n} classes, 0 to {n - 1}");
        }
    }

    private readonly struct PartOfRows<T>(T job, int rows, int part) : IPartsJob where T : struct, IRowsJob
    {
        public void Run(int number) => job.Run(number * part, Math.Min(rows, (number + 1) * part));
    }

    private interface IRowsJob
    {
        void Run(int first, int last);
    }

    private readonly struct SoftmaxJob<T>(T* x, T* y, int n) : IRowsJob where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        public void Run(int first, int last)
        {
            if (n is > 0 and <= ShortRows.Longest)
            {
                ShortSoftmax(x, y, n, first, last);
                return;
            }

            for (nint row = first; row < last; row++)
                Row(new(x + row * n, n), new(y + row * n, n), out _, out _);
        }

        private static void ShortSoftmax(T* x, T* y, int n, int first, int last)
        {
            var columns = stackalloc Vector256<T>[n];
            for (nint row = first; row < last; row += Vector256<T>.Count)
            {
                var rows = (int)Math.Min(Vector256<T>.Count, last - row);
                ShortRows.Load(x + row * n, rows, n, columns);
                var (_, sum) = ShortRows.Exponentials(columns, n);
                for (var j = 0; j < n; j++)
                    columns[j] /= sum;
                ShortRows.Store(columns, rows, n, y + row * n);
            }
        }

        public static void Row(ReadOnlySpan<T> x, Span<T> y, out T greatest, out T sum)
        {
            greatest = Reduction.Row<T, ReductionKernels.Max>(x);
            Elementwise.Map(new ExpShifted<T>(greatest), x, y);
            sum = Reduction.Sum<T>(y);
            Elementwise.Map(new DividedBy<T>(sum), y, y);
        }
    }

    private readonly struct LogSoftmaxJob<T>(T* x, T* y, int n) : IRowsJob where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        public void Run(int first, int last)
        {
            for (nint row = first; row < last; row++)
            {
                var from = new ReadOnlySpan<T>(x + row * n, n);
                var greatest = Reduction.Row<T, ReductionKernels.Max>(from);
                var log = Log(SumExp(from, greatest));
                Elementwise.Map(new Less<T>(greatest, log), from, new(y + row * n, n));
            }
        }
    }

    private readonly struct LogSumExpJob<T>(T* x, T* y, int n) : IRowsJob where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        public void Run(int first, int last)
        {
            for (nint row = first; row < last; row++)
            {
                var from = new ReadOnlySpan<T>(x + row * n, n);
                var greatest = Reduction.Row<T, ReductionKernels.Max>(from);
                y[row] = T.IsFinite(greatest) ? greatest + Log(SumExp(from, greatest)) : greatest;
            }
        }
    }

    private readonly struct CrossEntropyJob<T>(T* x, int* labels, T* losses, T* probabilities, int n) : IRowsJob
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        public void Run(int first, int last)
        {
            if (n is > 0 and <= ShortRows.Longest)
            {
                Short(first, last);
                return;
            }

            for (nint row = first; row < last; row++)
            {
                SoftmaxJob<T>.Row(new(x + row * n, n), new(probabilities + row * n, n), out var greatest, out var sum);
                losses[row] = -(x[row * n + labels[row]] - greatest - Log(sum));
            }
        }

        private void Short(int first, int last)
        {
            var columns = stackalloc Vector256<T>[n];
            for (nint row = first; row < last; row += Vector256<T>.Count)
            {
                var rows = (int)Math.Min(Vector256<T>.Count, last - row);
                ShortRows.Load(x + row * n, rows, n, columns);
                var (greatest, sum) = ShortRows.Exponentials(columns, n);
                for (var j = 0; j < n; j++)
                    columns[j] /= sum;
                ShortRows.Store(columns, rows, n, probabilities + row * n);
                var log = Elementary.Log(sum);
                for (var lane = 0; lane < rows; lane++)
                    losses[row + lane] = -(x[(row + lane) * n + labels[row + lane]] - greatest[lane] - log[lane]);
            }
        }
    }

    private readonly struct CrossEntropyGradientJob<T>(T* probabilities, int* labels, T* dloss, T* dx, int n) : IRowsJob
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        public void Run(int first, int last)
        {
            if (n <= ShortRows.Longest)
            {
                for (nint row = first, at = row * n; row < last; row++)
                {
                    var (weight, label) = (dloss[row], at + labels[row]);
                    for (var end = at + n; at < end; at++)
                        dx[at] = (at == label ? probabilities[at] - T.One : probabilities[at]) * weight;
                }

                return;
            }

            for (nint row = first; row < last; row++)
            {
                Elementwise.Map(new Times<T>(dloss[row]), new ReadOnlySpan<T>(probabilities + row * n, n), new(dx + row * n, n));
                var at = row * n + labels[row];
                dx[at] = (probabilities[at] - T.One) * dloss[row];
            }
        }
    }

    private readonly struct ExpShifted<TValue>(TValue shift) : IParameterKernel where TValue : unmanaged
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public Vector256<T> Apply<T>(Vector256<T> x) where T : unmanaged => Elementary.Exp(x - Vector256.Create(shift).As<TValue, T>());
    }

    private readonly struct DividedBy<TValue>(TValue divisor) : IParameterKernel where TValue : unmanaged
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public Vector256<T> Apply<T>(Vector256<T> x) where T : unmanaged => x / Vector256.Create(divisor).As<TValue, T>();
    }

    private readonly struct Times<TValue>(TValue factor) : IParameterKernel where TValue : unmanaged
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public Vector256<T> Apply<T>(Vector256<T> x) where T : unmanaged => x * Vector256.Create(factor).As<TValue, T>();
    }

    // x − first − second
    private readonly struct Less<TValue>(TValue first, TValue second) : IParameterKernel where TValue : unmanaged
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public Vector256<T> Apply<T>(Vector256<T> x) where T : unmanaged =>
            x - Vector256.Create(first).As<TValue, T>() - Vector256.Create(second).As<TValue, T>();
    }

    private readonly struct AddKernel : IBinaryKernel
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Vector256<T> Apply<T>(Vector256<T> x, Vector256<T> y) where T : unmanaged => x + y;
    }
}
