namespace Backprop.Numerics.Kernels;

/// <summary>
/// C cut into parts for threads. By columns where there are enough: then no panel of B is packed twice. Else by rows,
/// whole tiles.
/// </summary>
internal readonly struct ProductCut
{
    private const int Tile = 8;

    private readonly int _m, _n, _grain, _rowParts, _columnParts;

    /// <summary>
    /// C[m, n] for so many threads; columns are cut at multiples of <paramref name="grain"/>. Fewer parts where there is
    /// nothing left to cut.
    /// </summary>
    public ProductCut(int m, int n, int grain, int threads)
    {
        (_m, _n, _grain) = (m, n, grain);
        int rows = Grains(m, Tile), columns = Grains(n, grain);
        // Six vectors, two panels, a thread at least; of the packed matrix' panels, whose cut costs nothing, one.
        var enough = grain == 1 ? 1 : 6;
        _columnParts = Math.Max(1, Math.Min(threads, columns / enough));
        _rowParts = Math.Max(1, Math.Min(rows, threads / _columnParts));
        if (_columnParts * _rowParts < threads && columns >= enough * 2 && rows >= threads)
            (_columnParts, _rowParts) = (1, threads); // 7 threads, 3 panels
    }

    /// <summary>How many parts there are.</summary>
    public int Parts => _rowParts * _columnParts;

    /// <summary>A part: its first row, its rows, its first column, its columns.</summary>
    public (int Row, int Rows, int Column, int Columns) this[int part]
    {
        get
        {
            int row = part / _columnParts, column = part % _columnParts;
            var (firstRow, rows) = Range(_m, Tile, row, _rowParts);
            var (firstColumn, columns) = Range(_n, _grain, column, _columnParts);
            return (firstRow, rows, firstColumn, columns);
        }
    }

    private static int Grains(int size, int grain) => (size + grain - 1) / grain;

    private static (int First, int Count) Range(int size, int grain, int part, int parts)
    {
        long grains = Grains(size, grain);
        int first = (int)(grains * part / parts) * grain, end = Math.Min(size, (int)(grains * (part + 1) / parts) * grain);
        return (first, end - first);
    }
}
