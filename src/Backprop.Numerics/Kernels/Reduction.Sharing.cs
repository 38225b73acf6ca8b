namespace Backprop.Numerics.Kernels;

// Threads share the outputs; each output is computed by one of them.
public static partial class Reduction
{
    // Elements read by a part: less is not worth a thread.
    private const int PartElements = 16384;

    private static unsafe void ManyRows<T, TKernel>(T* x, int rows, int n, T* y, Workers? workers)
        where T : unmanaged
        where TKernel : struct, IReductionKernel
    {
        if (workers is { Count: > 1 } && (long)rows * n > PartElements)
        {
            var part = Math.Max(1, PartElements / n);
            workers.For((rows + part - 1) / part, new RowsJob<T, TKernel>(x, rows, n, y, part));
        }
        else
        {
            Rows<T, TKernel>(x, rows, n, y);
        }
    }

    private static unsafe void ManyColumns<T, TKernel>(T* x, int outer, int rows, int n, T* y, Workers? workers)
        where T : unmanaged
        where TKernel : struct, IReductionKernel
    {
        if (workers is { Count: > 1 } && (long)outer * rows * n >= 2 * PartElements && (outer > 1 || n > ColumnBlock))
        {
            // Whole cache lines of columns.
            var part = Math.Max(ColumnBlock, PartElements / rows / ColumnBlock * ColumnBlock);
            var parts = (n + part - 1) / part;
            workers.For(outer * parts, new ColumnsJob<T, TKernel>(x, rows, n, y, part, parts));
            return;
        }

        for (var i = 0; i < outer; i++)
            Columns<T, TKernel>(x + (nint)i * rows * n, rows, n, n, y + (nint)i * n);
    }

    private readonly unsafe struct RowsJob<T, TKernel>(T* x, int rows, int n, T* y, int part) : IPartsJob
        where T : unmanaged
        where TKernel : struct, IReductionKernel
    {
        public void Run(int number)
        {
            var first = number * part;
            Rows<T, TKernel>(x + (nint)first * n, Math.Min(part, rows - first), n, y + first);
        }
    }

    private readonly unsafe struct ColumnsJob<T, TKernel>(T* x, int rows, int n, T* y, int part, int parts) : IPartsJob
        where T : unmanaged
        where TKernel : struct, IReductionKernel
    {
        public void Run(int number)
        {
            int outer = number / parts, first = number % parts * part;
            Columns<T, TKernel>(x + (nint)outer * rows * n + first, rows, n, Math.Min(part, n - first), y + (nint)outer * n + first);
        }
    }
}
