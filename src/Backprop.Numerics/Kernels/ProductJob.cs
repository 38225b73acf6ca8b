namespace Backprop.Numerics.Kernels;

/// <summary>
/// A product shared by threads. Each element of C is computed by one thread in the order that one thread alone would
/// take, so the cut changes no bits.
/// </summary>
internal sealed unsafe class ProductJob<T> where T : unmanaged
{
    /// <summary>Parts begin at multiples of this many rows and columns: whole tiles for every micro-kernel.</summary>
    private const int Grain = 48;

    [ThreadStatic]
    private static ProductJob<T>? t_free;

    private readonly Action<int> _part, _packedPart, _packing;
    private ProductArguments<T> _x;
    private ProductPath<T>? _path;
    private int _rowParts, _columnParts, _panels;

    private ProductJob() => (_part, _packedPart, _packing) = (Part, PackedPart, Packing);

    /// <summary>C = op(A) · op(B).</summary>
    public static void Run(in ProductArguments<T> x, Workers workers)
    {
        var job = Rent(x);
        (job._rowParts, job._columnParts) = Cut(Grains(x.M), x.N == 1 ? 1 : Grains(x.N), workers.Count);
        workers.For(job._rowParts * job._columnParts, job._part);
        t_free = job;
    }

    /// <summary>C = op(A) · op(B), x.B being all of B packed.</summary>
    public static void RunPacked(in ProductArguments<T> x, Workers workers)
    {
        if (x.N == 1)
        {
            Run(x, workers);
            return;
        }

        var job = Rent(x);
        job.FindPath();
        (job._rowParts, job._columnParts) = Cut(Grains(x.M), job._panels, workers.Count);
        workers.For(job._rowParts * job._columnParts, job._packedPart);
        t_free = job;
    }

    /// <summary>Packs x.B into x.C.</summary>
    public static void Pack(in ProductArguments<T> x, Workers workers)
    {
        var job = Rent(x);
        job.FindPath();
        job._columnParts = Math.Min(workers.Count, job._panels);
        workers.For(job._columnParts, job._packing);
        t_free = job;
    }

    private static ProductJob<T> Rent(in ProductArguments<T> x)
    {
        var job = t_free ?? new();
        t_free = null;
        job._x = x;
        return job;
    }

    private void FindPath()
    {
        _path = ProductPath<T>.For(_x.N);
        _panels = _path.PanelCount(_x.N);
    }

    /// <summary>
    /// Rows and columns of parts: as many parts as threads where C is large enough, cut along its longer side first.
    /// </summary>
    private static (int Rows, int Columns) Cut(int rowGrains, int columnGrains, int count)
    {
        int rows = 1, columns = 1;
        while (rows * columns < count)
        {
            bool byRows = rows < rowGrains, byColumns = columns < columnGrains;
            if (!byRows && !byColumns)
                break;
            if (!byColumns || byRows && (long)rowGrains * columns > (long)columnGrains * rows)
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

    private void PackedPart(int part)
    {
        int row = part / _columnParts, column = part % _columnParts;
        var (firstRow, lastRow) = Range(_x.M, row, _rowParts);
        var rows = _x;
        rows.A += firstRow * _x.RowA;
        rows.C += firstRow * _x.RowC;
        rows.M = lastRow - firstRow;
        _path!.RunPacked(rows, _panels * column / _columnParts, _panels * (column + 1) / _columnParts);
    }

    private void Packing(int part) => _path!.Pack(_x, _x.C, _panels * part / _columnParts, _panels * (part + 1) / _columnParts);

    private static (int First, int Last) Range(int size, int part, int parts)
    {
        var grains = Grains(size);
        return (Math.Min(size, grains * part / parts * Grain), Math.Min(size, grains * (part + 1) / parts * Grain));
    }
}
