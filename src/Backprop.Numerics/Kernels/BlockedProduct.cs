using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Backprop.Numerics.Kernels;

/// <summary>
/// A product on one thread, in blocks that fit the caches (Goto and van de Geijn, "Anatomy of high-performance matrix
/// multiplication", 2008): chunks of k, blocks of rows, panels of B, tiles. What tiles can read where it lies is not
/// packed.
/// </summary>
internal sealed unsafe class BlockedProduct<T, TKernel> : ProductPath<T>
    where T : unmanaged
    where TKernel : struct, IMicroKernel<T>
{
    private static readonly ProductBlocks s_blocks = ProductBlocks.Default;

    /// <inheritdoc/>
    public override void Run(in ProductArguments<T> x)
    {
        var scratch = ProductScratch<T>.Rent();
        for (var p = 0; p < x.K; p += MatrixProductReference.Chunk)
        {
            var k = Math.Min(MatrixProductReference.Chunk, x.K - p);
            for (var row = 0; row < x.M; row += s_blocks.M)
            {
                var part = x.Part(row, Math.Min(s_blocks.M, x.M - row), 0, x.N);
                part.A += p * x.StepA;
                part.B += p * x.StepB;
                part.K = k;
                Block(part, scratch, add: p > 0);
            }
        }

        scratch.Return();
    }

    /// <summary>One block of rows and of k.</summary>
    private static void Block(in ProductArguments<T> x, ProductScratch<T> scratch, bool add)
    {
        var rows = PackRows(x, x.N, scratch, add);
        var panels = new Panels(x.N, TKernel.Width);
        while (panels.Next(mayRepeat: !add))
        {
            var b = x.B + panels.Start * x.ColumnB;
            var stepB = x.StepB;
            var room = panels.Vectors * TKernel.Width;
            if (x.ColumnB != 1 || panels.Columns < room || x.M >= s_blocks.PackBFrom)
            {
                var packed = scratch.B(room, x.K);
                PackPanel(x, panels, packed);
                b = packed;
                stepB = room;
            }

            Panel(x, rows, b, stepB, panels, scratch, add);
        }
    }

    private static void PackPanel(in ProductArguments<T> x, in Panels panel, T* packed)
    {
        var b = x.B + panel.Start * x.ColumnB;
        var room = panel.Vectors * TKernel.Width;
        if (x.ColumnB == 1)
            Packing.Straight(b, x.StepB, panel.Columns, room, x.K, packed);
        else
            Packing.Transposed(b, x.ColumnB, panel.Columns, room, x.K, packed);
    }

    /// <inheritdoc/>
    public override int PackedLength(int k, int n) => checked(k * Padded(n));

    /// <inheritdoc/>
    public override int PanelCount(int n) => new Panels(n, TKernel.Width).Count;

    /// <inheritdoc/>
    public override void Pack(in ProductArguments<T> x, T* packed, int firstPanel, int lastPanel)
    {
        var panel = new Panels(x.N, TKernel.Width);
        for (var p = 0; p < x.K; p += MatrixProductReference.Chunk)
        {
            var part = x;
            part.B += p * x.StepB;
            part.K = Math.Min(MatrixProductReference.Chunk, x.K - p);
            for (var i = firstPanel; i < lastPanel; i++)
            {
                panel.Go(i);
                PackPanel(part, panel, packed + Place(p, panel.Start, part.K, x.N));
            }
        }
    }

    /// <inheritdoc/>
    public override void RunPacked(in ProductArguments<T> x, int firstPanel, int lastPanel)
    {
        var scratch = ProductScratch<T>.Rent();
        var panel = new Panels(x.N, TKernel.Width);
        for (var p = 0; p < x.K; p += MatrixProductReference.Chunk)
            for (var row = 0; row < x.M; row += s_blocks.M)
            {
                var part = x.Part(row, Math.Min(s_blocks.M, x.M - row), 0, x.N);
                part.A += p * x.StepA;
                part.K = Math.Min(MatrixProductReference.Chunk, x.K - p);
                var rows = PackRows(part, (lastPanel - firstPanel) * 3 * TKernel.Width, scratch, add: p > 0);
                for (var i = firstPanel; i < lastPanel; i++)
                {
                    panel.Go(i);
                    Panel(part, rows, x.B + Place(p, panel.Start, part.K, x.N), panel.Vectors * TKernel.Width, panel, scratch, add: p > 0);
                }
            }

        scratch.Return();
    }

    /// <summary>Where a panel begins in packed B: by chunks of k, in them by panels, in them by k.</summary>
    private static nint Place(int p, int start, int k, int n) => (nint)p * Padded(n) + (nint)start * k;

    private static int Padded(int n) => (n + TKernel.Width - 1) / TKernel.Width * TKernel.Width;

    /// <summary>One panel of B with all rows of the block.</summary>
    private static void Panel(in ProductArguments<T> x, in TileRows rows, T* b, nint stepB, in Panels panel, ProductScratch<T> scratch, bool add)
    {
        var c = x.C + panel.Start;
        if (panel.Columns == panel.Vectors * TKernel.Width)
        {
            for (var i = 0; i < rows.Full; i++)
                TKernel.Tile(TKernel.Rows, panel.Vectors, x.K, rows.A + i * rows.NextTile, rows.RowA, rows.StepA, b, stepB, c + i * TKernel.Rows * x.RowC, x.RowC, add);
            if (rows.LastRows > 0 && rows.LastCount == rows.LastRows)
                TKernel.Tile(rows.LastRows, panel.Vectors, x.K, rows.Last, rows.LastRowA, rows.LastStepA, b, stepB, c + rows.LastStart * x.RowC, x.RowC, add);
            else if (rows.LastRows > 0)
                Partial(x, rows.LastRows, rows.LastCount, rows.Last, rows.LastRowA, rows.LastStepA, b, stepB, c + rows.LastStart * x.RowC, panel, scratch, add);
            return;
        }

        for (var i = 0; i < rows.Full; i++)
            Partial(x, TKernel.Rows, TKernel.Rows, rows.A + i * rows.NextTile, rows.RowA, rows.StepA, b, stepB, c + i * TKernel.Rows * x.RowC, panel, scratch, add);
        if (rows.LastRows > 0)
            Partial(x, rows.LastRows, rows.LastCount, rows.Last, rows.LastRowA, rows.LastStepA, b, stepB, c + rows.LastStart * x.RowC, panel, scratch, add);
    }

    /// <summary>A tile that sticks out of C: computed aside, its inner part copied.</summary>
    private static void Partial(
        in ProductArguments<T> x, int rows, int count, T* a, nint rowA, nint stepA, T* b, nint stepB, T* c, in Panels panel, ProductScratch<T> scratch, bool add)
    {
        var room = panel.Vectors * TKernel.Width;
        var tile = scratch.Tile(TKernel.Rows * room);
        if (add)
            Copy(c, x.RowC, tile, room, count, panel.Columns);
        TKernel.Tile(rows, panel.Vectors, x.K, a, rowA, stepA, b, stepB, tile, room, add);
        Copy(tile, room, c, x.RowC, count, panel.Columns);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Copy(T* from, nint fromRow, T* to, nint toRow, int rows, int columns)
    {
        var width = Vector256<T>.Count;
        for (var i = 0; i < rows; i++, from += fromRow, to += toRow)
        {
            var j = 0;
            for (; j <= columns - width; j += width)
                Vector256.Load(from + j).Store(to + j);
            if (j < columns)
                Lanes.StoreFirst(Lanes.LoadFirst(from + j, columns - j), to + j, columns - j);
        }
    }

    /// <summary>
    /// The block's rows cut into tiles, packed where that pays. A last tile that would stick out is moved back over rows
    /// already done where they may be done twice (they get the same bits), else it is packed and padded.
    /// </summary>
    private static TileRows PackRows(in ProductArguments<T> x, int columns, ProductScratch<T> scratch, bool add)
    {
        var tall = TKernel.Rows;
        var rows = new TileRows { A = x.A, RowA = x.RowA, StepA = x.StepA, NextTile = tall * x.RowA, Full = x.M / tall };
        if (x.RowA != 1 && columns >= s_blocks.PackAFrom && rows.Full > 0)
        {
            rows.A = scratch.A(rows.Full * tall, x.K);
            (rows.RowA, rows.StepA, rows.NextTile) = (1, tall, (nint)tall * x.K);
            for (var i = 0; i < rows.Full; i++)
                Packing.Transposed(x.A + i * tall * x.RowA, x.RowA, tall, tall, x.K, rows.A + i * rows.NextTile);
        }

        var left = x.M - rows.Full * tall;
        if (left == 0)
            return rows;
        rows.LastRows = left <= 4 ? 4 : tall;
        rows.LastStart = !add && x.M >= rows.LastRows ? x.M - rows.LastRows : x.M - left;
        rows.LastCount = x.M - rows.LastStart;
        rows.Last = x.A + rows.LastStart * x.RowA;
        (rows.LastRowA, rows.LastStepA) = (x.RowA, x.StepA);
        if (rows.LastCount < rows.LastRows)
        {
            var packed = scratch.Edge(rows.LastRows, x.K);
            if (x.RowA == 1)
                Packing.Straight(rows.Last, x.StepA, rows.LastCount, rows.LastRows, x.K, packed);
            else
                Packing.Transposed(rows.Last, x.RowA, rows.LastCount, rows.LastRows, x.K, packed);
            rows.Last = packed;
            (rows.LastRowA, rows.LastStepA) = (1, rows.LastRows);
        }

        return rows;
    }

    /// <summary>Where the tiles' rows of A lie.</summary>
    private struct TileRows
    {
        public T* A, Last;
        public nint RowA, StepA, NextTile, LastRowA, LastStepA;
        public int Full, LastRows, LastStart, LastCount;
    }
}
