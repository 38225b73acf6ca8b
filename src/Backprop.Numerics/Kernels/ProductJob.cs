namespace Backprop.Numerics.Kernels;

/// <summary>
/// A product shared by threads. Each element of C is computed by one thread in the order that one thread alone would
/// take, so the cut changes no bits.
/// </summary>
internal sealed class ProductJob<T> where T : unmanaged
{
    /// <summary>Parts begin at multiples of this many rows and columns: whole tiles for every micro-kernel.</summary>
    private const int Grain = 48;

    [ThreadStatic]
    private static ProductJob<T>? t_free;

    private readonly Action<int> _part;
    private ProductArguments<T> _x;
    private int _rowParts, _columnParts;

    private ProductJob() => _part = Part;

    /// <summary>C = op(A) · op(B).</summary>
    public static void Run(in ProductArguments<T> x, Workers workers)
    {
        var job = t_free ?? new();
        t_free = null;
        job._x = x;
        (job._rowParts, job._columnParts) = Cut(x.M, x.N, workers.Count);
        workers.For(job._rowParts * job._columnParts, job._part);
        t_free = job;
    }

    /// <summary>
    /// Rows and columns of parts: as many parts as threads where C is large enough, cut along its longer side first.
    /// </summary>
    private static (int Rows, int Columns) Cut(int m, int n, int count)
    {
        int rows = 1, columns = 1;
        while (rows * columns < count)
        {
            int nextRows = Grains(m) / (rows + 1), nextColumns = n == 1 ? 0 : Grains(n) / (columns + 1);
            if (nextRows == 0 && nextColumns == 0)
                break;
            if ((long)m * columns > (long)n * rows && nextRows > 0 || nextColumns == 0)
                rows++;
            else
                columns++;
        }

        return (rows, columns);
    }

    private static int Grains(int size) => (size + Grain - 1) / Grain;

    private void Part(int part)
    {
        int row = part / _columnParts, column = part % _columnParts;
        var (firstRow, lastRow) = Range(_x.M, row, _rowParts);
        var (firstColumn, lastColumn) = Range(_x.N, column, _columnParts);
        MatrixProduct.Alone(_x.Part(firstRow, lastRow - firstRow, firstColumn, lastColumn - firstColumn));
    }

    private static (int First, int Last) Range(int size, int part, int parts)
    {
        var grains = Grains(size);
        return (Math.Min(size, grains * part / parts * Grain), Math.Min(size, grains * (part + 1) / parts * Grain));
    }
}
