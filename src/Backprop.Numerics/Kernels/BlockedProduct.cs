namespace Backprop.Numerics.Kernels;

/// <summary>
/// A product on one thread (Goto and van de Geijn, "Anatomy of high-performance matrix multiplication", 2008): chunks of
/// k, blocks of rows, panels of B, tiles. A panel of B is packed where it must be or is used often; A is read where it
/// lies, which was measured to cost nothing.
/// </summary>
internal sealed unsafe class BlockedProduct<T, TVector, TSimd> : ProductPath<T>
    where T : unmanaged
    where TVector : struct
    where TSimd : struct, ISimd<T, TVector>
{
    /// <inheritdoc/>
    public override void Run(in ProductArguments<T> x)
    {
        if (x.K <= MatrixProductReference.Chunk && x.M <= ProductBlocks.Rows)
        {
            Block(x, add: false);
            return;
        }

        for (var p = 0; p < x.K; p += MatrixProductReference.Chunk)
            for (var row = 0; row < x.M; row += ProductBlocks.Rows)
            {
                var part = x.Part(row, Math.Min(ProductBlocks.Rows, x.M - row), 0, x.N);
                part.A += p * x.StepA;
                part.B += p * x.StepB;
                part.K = Math.Min(MatrixProductReference.Chunk, x.K - p);
                Block(part, add: p > 0);
            }
    }

    /// <summary>One block of rows and of k.</summary>
    private static void Block(in ProductArguments<T> x, bool add)
    {
        if (x.M > ProductBlocks.ThinRows)
        {
            Columns(x, add);
        }
        else if (x.ColumnB != 1)
        {
            var done = ThinProduct<T, TVector, TSimd>.Transposed(x, add);
            if (done < x.N)
                Columns(x.Part(0, x.M, done, x.N - done), add);
        }
        else if (x.M == 1 && x.N >= 8 * TSimd.Count)
        {
            ThinProduct<T, TVector, TSimd>.Row(x, add);
        }
        else
        {
            Columns(x, add);
        }
    }

    /// <summary>Panel by panel.</summary>
    private static void Columns(in ProductArguments<T> x, bool add)
    {
        var panels = new Panels(x.N, TSimd.Count);
        ProductScratch<T>? scratch = null;
        for (var i = 0; i < panels.Count; i++)
        {
            var (start, vectors, part) = panels[i];
            var room = vectors * TSimd.Count;
            var b = x.B + start * x.ColumnB;
            if (x.ColumnB == 1 && x.M < ProductBlocks.PackFrom && (part == TSimd.Count || TSimd.LoadsParts))
            {
                Panel(x, b, x.StepB, x.C + start, vectors, part, add, b, 0, 0);
                continue;
            }

            scratch ??= ProductScratch<T>.Rent();
            var packed = scratch.Room(ProductBlocks.PanelBytes / sizeof(T));
            PackPanel(x, start, vectors, part, packed);

            // While tiles are computed the next panel comes near: lines of its rows, or of its columns if B is transposed.
            b += i < panels.Count - 1 ? room * x.ColumnB : 0;
            if (x.ColumnB == 1)
                Panel(x, packed, room, x.C + start, vectors, part, add, b, x.StepB, Line);
            else
                Panel(x, packed, room, x.C + start, vectors, part, add, b, x.ColumnB == x.K ? Line : 0, x.K * Line);
        }

        scratch?.Return();
    }

    /// <summary>Elements of a cache line.</summary>
    private static int Line => 64 / sizeof(T);

    private static void PackPanel(in ProductArguments<T> x, int start, int vectors, int part, T* packed)
    {
        var b = x.B + start * x.ColumnB;
        int room = vectors * TSimd.Count, columns = room - TSimd.Count + part;
        if (x.ColumnB == 1)
            Packing.Straight(b, x.StepB, columns, room, x.K, packed);
        else
            Packing.Transposed(b, x.ColumnB, columns, room, x.K, packed);
    }

    /// <inheritdoc/>
    public override int PackedLength(int k, int n) => checked(k * new Panels(n, TSimd.Count).Room);

    /// <inheritdoc/>
    public override int PanelCount(int n) => new Panels(n, TSimd.Count).Count;

    /// <inheritdoc/>
    public override void Pack(in ProductArguments<T> x, T* packed, int firstPanel, int lastPanel)
    {
        var panels = new Panels(x.N, TSimd.Count);
        for (var p = 0; p < x.K; p += MatrixProductReference.Chunk)
        {
            var chunk = x;
            chunk.B += p * x.StepB;
            chunk.K = Math.Min(MatrixProductReference.Chunk, x.K - p);
            for (var i = firstPanel; i < lastPanel; i++)
            {
                var (start, vectors, part) = panels[i];
                PackPanel(chunk, start, vectors, part, packed + Place(p, start, chunk.K, panels.Room));
            }
        }
    }

    /// <inheritdoc/>
    public override void RunPacked(in ProductArguments<T> x, int firstPanel, int lastPanel)
    {
        var panels = new Panels(x.N, TSimd.Count);
        for (var p = 0; p < x.K; p += MatrixProductReference.Chunk)
            for (var row = 0; row < x.M; row += ProductBlocks.Rows)
            {
                var block = x.Part(row, Math.Min(ProductBlocks.Rows, x.M - row), 0, x.N);
                block.A += p * x.StepA;
                block.K = Math.Min(MatrixProductReference.Chunk, x.K - p);
                for (var i = firstPanel; i < lastPanel; i++)
                {
                    var (start, vectors, part) = panels[i];
                    var room = vectors * TSimd.Count;
                    var b = x.B + Place(p, start, block.K, panels.Room);
                    Panel(block, b, room, x.C + row * x.RowC + start, vectors, part, p > 0, b + room * block.K, Line, block.K * Line);
                }
            }
    }

    /// <summary>Where a panel begins in packed B: by chunks of k, in them by panels, in them by k.</summary>
    private static nint Place(int p, int start, int k, int room) => (nint)p * room + (nint)start * k;

    /// <summary>One panel of B with all rows of the block; each tile fetches lines from next on, the next tile those behind.</summary>
    private static void Panel(
        in ProductArguments<T> x, T* b, nint stepB, T* c, int vectors, int part, bool add, T* next, nint stepNext, nint nextTile)
    {
        nint k = x.K, rowA = x.RowA, stepA = x.StepA, rowC = x.RowC;
        var a = x.A;
        var rows = x.M;
        var tall = TSimd.ManyRegisters || vectors == 1 ? 8 : 4;
        var fetches = 3; // tiles that cover a panel of three lines a row, then they look at lines near anyway
        if (rows >= tall)
        {
            var tile = MicroKernel<T, TVector, TSimd>.Find(tall, vectors, part);
            for (; rows >= tall; rows -= tall, a += tall * rowA, c += tall * rowC)
            {
                tile(k, a, rowA, stepA, b, stepB, c, rowC, add, part, next, stepNext);
                if (--fetches > 0)
                    next += nextTile;
                else
                    (stepNext, nextTile) = (0, 0);
            }
        }

        if (rows >= 4)
        {
            MicroKernel<T, TVector, TSimd>.Find(4, vectors, part)(k, a, rowA, stepA, b, stepB, c, rowC, add, part, next, stepNext);
            rows -= 4;
            a += 4 * rowA;
            c += 4 * rowC;
        }

        if (rows > 0)
            MicroKernel<T, TVector, TSimd>.Find(rows, vectors, part)(k, a, rowA, stepA, b, stepB, c, rowC, add, part, next, stepNext);
    }
}
