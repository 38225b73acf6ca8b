using System.Numerics;

namespace Backprop.Numerics.Kernels;

/// <summary>
/// Softmax and its kin, row by row, without overflow: each row's greatest is taken off first. A row's bits depend on that
/// row alone; its sums are in the fixed order of <see cref="Reduction"/>; threads share rows. A row of −∞ alone, or with
/// a NaN, gives NaN.
/// </summary>
public static unsafe partial class SoftmaxRows
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
        if (labels.IndexOfAnyExceptInRange(0, n - 1) is >= 0 and var wrong)
            throw new ShapeException($"the label {labels[wrong]} is none of {n} classes, 0 to {n - 1}");
    }

    private readonly struct PartOfRows<T>(T job, int rows, int part) : IPartsJob where T : struct, IRowsJob
    {
        public void Run(int number) => job.Run(number * part, Math.Min(rows, (number + 1) * part));
    }
}
