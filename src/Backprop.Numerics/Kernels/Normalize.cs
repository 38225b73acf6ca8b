using System.Numerics;
using System.Runtime.CompilerServices;

namespace Backprop.Numerics.Kernels;

/// <summary>
/// Rows or columns brought to mean 0 and variance 1, and the gradient, in cache. The bits are those of the same formulas
/// as separate steps over whole arrays: sums in the fixed order of <see cref="Reduction"/>, every operation rounded.
/// </summary>
public static unsafe class Normalize
{
    // Elements of a part: less is not worth a thread.
    private const int PartElements = 8192;

    // Columns of a part: whole cache lines.
    private const int Columns = 64;

    /// <summary>y = (x − mean) / √(mean((x − mean)²) + ε) · weight + bias with the means of each row.</summary>
    /// <param name="x"><c>[rows, n]</c></param>
    /// <param name="weight"><c>[n]</c></param>
    /// <param name="bias"><c>[n]</c>, or empty for none.</param>
    /// <param name="rows">How many rows.</param>
    /// <param name="n">How long a row is, at least 1.</param>
    /// <param name="epsilon">ε.</param>
    /// <param name="y"><c>[rows, n]</c>; may not overlap x.</param>
    /// <param name="mean"><c>[rows]</c>; empty: 0 stands for the mean, as RMS norm has it.</param>
    /// <param name="deviation">The square roots, <c>[rows]</c>.</param>
    /// <param name="workers">The threads to share the rows.</param>
    /// <exception cref="ShapeException">A span is too short.</exception>
    public static void Rows<T>(
        ReadOnlySpan<T> x, ReadOnlySpan<T> weight, ReadOnlySpan<T> bias, int rows, int n, T epsilon,
        Span<T> y, Span<T> mean, Span<T> deviation, Workers workers) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Enough(rows, n, x.Length, y.Length);
        Enough(rows, 1, mean.IsEmpty ? rows : mean.Length, deviation.Length);
        Enough(1, n, weight.Length, bias.IsEmpty ? n : bias.Length);
        fixed (T* px = x, pw = weight, pb = bias, py = y, pm = mean, ps = deviation)
            Share(new RowsJob<T>(px, pw, pb, n, epsilon, py, pm, ps), rows, Math.Max(1, PartElements / n), (long)rows * n, workers);
    }

    /// <summary>dx and dy ⊙ normalised x, whose sum over the rows is the weight's gradient; arguments as in <see cref="Rows"/>.</summary>
    /// <param name="x"><c>[rows, n]</c></param>
    /// <param name="mean"><c>[rows]</c> or empty.</param>
    /// <param name="deviation"><c>[rows]</c></param>
    /// <param name="weight"><c>[n]</c></param>
    /// <param name="dy"><c>[rows, n]</c></param>
    /// <param name="rows">How many rows.</param>
    /// <param name="n">How long a row is, at least 1.</param>
    /// <param name="dx"><c>[rows, n]</c>; may not overlap an input.</param>
    /// <param name="terms"><c>[rows, n]</c>; may not overlap an input.</param>
    /// <param name="workers">The threads to share the rows.</param>
    /// <exception cref="ShapeException">A span is too short.</exception>
    public static void RowsGradient<T>(
        ReadOnlySpan<T> x, ReadOnlySpan<T> mean, ReadOnlySpan<T> deviation, ReadOnlySpan<T> weight, ReadOnlySpan<T> dy, int rows, int n,
        Span<T> dx, Span<T> terms, Workers workers) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Enough(rows, n, x.Length, dy.Length);
        Enough(rows, n, dx.Length, terms.Length);
        Enough(rows, 1, mean.IsEmpty ? rows : mean.Length, deviation.Length);
        Enough(1, n, weight.Length, weight.Length);
        fixed (T* px = x, pm = mean, ps = deviation, pw = weight, pg = dy, to = dx, pt = terms)
            Share(new RowsGradientJob<T>(px, pm, ps, pw, pg, n, to, pt), rows, Math.Max(1, PartElements / n), (long)rows * n, workers);
    }

    /// <summary>As <see cref="Rows"/> with the mean and variance of each column.</summary>
    /// <param name="x"><c>[rows, n]</c></param>
    /// <param name="weight"><c>[n]</c></param>
    /// <param name="bias"><c>[n]</c></param>
    /// <param name="rows">How many rows, at least 1.</param>
    /// <param name="n">How many columns.</param>
    /// <param name="epsilon">ε.</param>
    /// <param name="y"><c>[rows, n]</c>; may not overlap x.</param>
    /// <param name="mean"><c>[n]</c></param>
    /// <param name="variance">The biased variance, <c>[n]</c>.</param>
    /// <param name="workers">The threads to share the columns.</param>
    /// <exception cref="ShapeException">A span is too short.</exception>
    public static void OfColumns<T>(
        ReadOnlySpan<T> x, ReadOnlySpan<T> weight, ReadOnlySpan<T> bias, int rows, int n, T epsilon,
        Span<T> y, Span<T> mean, Span<T> variance, Workers workers) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Enough(rows, n, x.Length, y.Length);
        Enough(1, n, mean.Length, variance.Length);
        Enough(1, n, weight.Length, bias.Length);
        fixed (T* px = x, pw = weight, pb = bias, py = y, pm = mean, pv = variance)
            Share(new ColumnsJob<T>(px, pw, pb, rows, n, epsilon, py, pm, pv), n, Columns, (long)rows * n, workers);
    }

    /// <summary>As <see cref="RowsGradient"/> for <see cref="OfColumns"/>.</summary>
    /// <param name="x"><c>[rows, n]</c></param>
    /// <param name="mean"><c>[n]</c></param>
    /// <param name="variance"><c>[n]</c></param>
    /// <param name="epsilon">ε.</param>
    /// <param name="weight"><c>[n]</c></param>
    /// <param name="dy"><c>[rows, n]</c></param>
    /// <param name="rows">How many rows, at least 1.</param>
    /// <param name="n">How many columns.</param>
    /// <param name="dx"><c>[rows, n]</c>; may not overlap an input.</param>
    /// <param name="terms"><c>[rows, n]</c>; may not overlap an input.</param>
    /// <param name="workers">The threads to share the columns.</param>
    /// <exception cref="ShapeException">A span is too short.</exception>
    public static void OfColumnsGradient<T>(
        ReadOnlySpan<T> x, ReadOnlySpan<T> mean, ReadOnlySpan<T> variance, T epsilon, ReadOnlySpan<T> weight, ReadOnlySpan<T> dy,
        int rows, int n, Span<T> dx, Span<T> terms, Workers workers) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Enough(rows, n, x.Length, dy.Length);
        Enough(rows, n, dx.Length, terms.Length);
        Enough(1, n, mean.Length, variance.Length);
        Enough(1, n, weight.Length, weight.Length);
        fixed (T* px = x, pm = mean, pv = variance, pw = weight, pg = dy, to = dx, pt = terms)
            Share(new ColumnsGradientJob<T>(px, pm, pv, epsilon, pw, pg, rows, n, to, pt), n, Columns, (long)rows * n, workers);
    }

    private static void Enough(int rows, int n, int first, int second)
    {
        if (rows < 0 || n < 0 || first < (long)rows * n || second < (long)rows * n)
            throw new ShapeException($"{rows} rows of {n} elements were given {first} and {second} elements");
    }

    // In fixed parts: cut by size, never by the number of threads.
    private static void Share<TJob>(TJob job, int count, int part, long elements, Workers workers) where TJob : struct, INormalizeJob
    {
        if (workers.Count > 1 && elements >= 2 * PartElements && count > part)
            workers.For((count + part - 1) / part, new PartOf<TJob>(job, count, part));
        else
            for (var first = 0; first < count; first += part)
                job.Run(first, Math.Min(count, first + part));
    }

    private readonly struct PartOf<TJob>(TJob job, int count, int part) : IPartsJob where TJob : struct, INormalizeJob
    {
        public void Run(int number) => job.Run(number * part, Math.Min(count, (number + 1) * part));
    }

    private interface INormalizeJob
    {
        // Rows or columns from first to last.
        void Run(int first, int last);
    }

    private readonly struct RowsJob<T>(T* x, T* weight, T* bias, int n, T epsilon, T* y, T* mean, T* deviation) : INormalizeJob
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        public void Run(int first, int last)
        {
            var (rows, at, count) = (last - first, (nint)first * n, T.CreateChecked(n));
            var m = mean == null ? null : mean + first;
            if (m != null)
            {
                Reduction.Rows<T, ReductionKernels.Sum>(x + at, rows, n, m);
                for (var i = 0; i < rows; i++)
                    m[i] /= count;
            }

            for (var i = 0; i < rows; i++)
                NormalizeRow.Squares<T, PerRow>(x + at + (nint)i * n, m == null ? null : m + i, n, y + at + (nint)i * n);
            Reduction.Rows<T, ReductionKernels.Sum>(y + at, rows, n, deviation + first);
            for (var i = 0; i < rows; i++)
            {
                var s = deviation + first + i;
                *s = T.Sqrt(*s / count + epsilon);
                NormalizeRow.Output<T, PerRow>(x + at + (nint)i * n, m == null ? null : m + i, s, weight, bias, n, y + at + (nint)i * n);
            }
        }
    }

    private readonly struct RowsGradientJob<T>(T* x, T* mean, T* deviation, T* weight, T* dy, int n, T* dx, T* terms) : INormalizeJob
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        [SkipLocalsInit]
        public void Run(int first, int last)
        {
            const int most = PartElements;
            var (rows, at, count, two) = (last - first, (nint)first * n, T.CreateChecked(n), T.CreateChecked(2));
            var sums = stackalloc T[most];
            for (var i = 0; i < rows; i++)
            {
                var row = at + (nint)i * n;
                NormalizeRow.Through<T, PerRow>(x + row, M(first + i), deviation + first + i, weight, dy + row, n, dx + row, terms + row);
            }

            Reduction.Rows<T, ReductionKernels.Sum>(terms + at, rows, n, sums);
            for (var i = 0; i < rows; i++)
            {
                var row = at + (nint)i * n;
                sums[i] = sums[i] / (two * deviation[first + i]) / count;
                NormalizeRow.Centre<T, PerRow>(x + row, M(first + i), sums + i, n, dx + row, terms + row);
            }

            if (mean != null)
                Reduction.Rows<T, ReductionKernels.Sum>(terms + at, rows, n, sums);
            for (var i = 0; i < rows; i++)
            {
                var row = at + (nint)i * n;
                if (mean != null)
                    sums[i] /= count;
                NormalizeRow.Finish<T, PerRow>(
                    x + row, M(first + i), deviation + first + i, dy + row, mean == null ? null : sums + i, n, dx + row, terms + row);
            }
        }

        private T* M(int row) => mean == null ? null : mean + row;
    }

    private readonly struct ColumnsJob<T>(T* x, T* weight, T* bias, int rows, int n, T epsilon, T* y, T* mean, T* variance) : INormalizeJob
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        [SkipLocalsInit]
        public void Run(int first, int last)
        {
            var (width, count) = (last - first, T.CreateChecked(rows));
            var s = stackalloc T[Columns];
            T* m = mean + first, v = variance + first;
            Reduction.Columns<T, ReductionKernels.Sum>(x + first, rows, n, width, m);
            for (var j = 0; j < width; j++)
                m[j] /= count;
            for (var i = 0; i < rows; i++)
                NormalizeRow.Squares<T, PerColumn>(x + first + (nint)i * n, m, width, y + first + (nint)i * n);
            Reduction.Columns<T, ReductionKernels.Sum>(y + first, rows, n, width, v);
            for (var j = 0; j < width; j++)
            {
                v[j] /= count;
                s[j] = T.Sqrt(v[j] + epsilon);
            }

            for (var i = 0; i < rows; i++)
                NormalizeRow.Output<T, PerColumn>(x + first + (nint)i * n, m, s, weight + first, bias + first, width, y + first + (nint)i * n);
        }
    }

    private readonly struct ColumnsGradientJob<T>(
        T* x, T* mean, T* variance, T epsilon, T* weight, T* dy, int rows, int n, T* dx, T* terms) : INormalizeJob
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        [SkipLocalsInit]
        public void Run(int first, int last)
        {
            var (width, count, two) = (last - first, T.CreateChecked(rows), T.CreateChecked(2));
            T* s = stackalloc T[Columns], sums = stackalloc T[Columns], m = mean + first;
            for (var j = 0; j < width; j++)
                s[j] = T.Sqrt(variance[first + j] + epsilon);
            for (nint row = first, end = row + (nint)rows * n; row < end; row += n)
                NormalizeRow.Through<T, PerColumn>(x + row, m, s, weight + first, dy + row, width, dx + row, terms + row);
            Reduction.Columns<T, ReductionKernels.Sum>(terms + first, rows, n, width, sums);
            for (var j = 0; j < width; j++)
                sums[j] = sums[j] / (two * s[j]) / count;
            for (nint row = first, end = row + (nint)rows * n; row < end; row += n)
                NormalizeRow.Centre<T, PerColumn>(x + row, m, sums, width, dx + row, terms + row);
            Reduction.Columns<T, ReductionKernels.Sum>(terms + first, rows, n, width, sums);
            for (var j = 0; j < width; j++)
                sums[j] /= count;
            for (nint row = first, end = row + (nint)rows * n; row < end; row += n)
                NormalizeRow.Finish<T, PerColumn>(x + row, m, s, dy + row, sums, width, dx + row, terms + row);
        }
    }
}
