namespace Backprop.Numerics.Kernels;

/// <summary>
/// A product on one thread, in blocks that fit the caches (Goto and van de Geijn, "Anatomy of high-performance matrix
/// multiplication", 2008): chunks of k, blocks of rows, panels of B, tiles. What tiles can read where it lies is not
/// packed.
/// </summary>
internal sealed unsafe class BlockedProduct<T, TVector, TSimd> : ProductPath<T>
    where T : unmanaged
    where TVector : struct
    where TSimd : struct, ISimd<T, TVector>
{
    private static readonly ProductBlocks s_blocks = ProductBlocks.Default;

    /// <inheritdoc/>
    public override void Run(in ProductArguments<T> x)
    {
        if (x.K <= MatrixProductReference.Chunk && x.M <= s_blocks.M)
        {
            Block(x, add: false);
            return;
        }

        for (var p = 0; p < x.K; p += MatrixProductReference.Chunk)
            for (var row = 0; row < x.M; row += s_blocks.M)
            {
                var part = x.Part(row, Math.Min(s_blocks.M, x.M - row), 0, x.N);
                part.A += p * x.StepA;
                part.B += p * x.StepB;
                part.K = Math.Min(MatrixProductReference.Chunk, x.K - p);
                Block(part, add: p > 0);
            }
    }

    /// <summary>One block of rows and of k.</summary>
    private static void Block(in ProductArguments<T> x, bool add)
    {
        var panels = new Panels(x.N, TSimd.Count);
        var scratch = ProductScratch<T>.Rent();
        var a = PackRows(x, x.N, scratch);
        for (var i = 0; i < panels.Count; i++)
        {
            var (start, vectors, part) = panels[i];
            if (x.ColumnB != 1 || x.M >= s_blocks.PackBFrom || part < TSimd.Count && !TSimd.LoadsParts)
            {
                var packed = scratch.B(vectors * TSimd.Count, x.K);
                PackPanel(x, start, vectors, part, packed);
                Panel(x, a, packed, vectors * TSimd.Count, start, vectors, part, add);
            }
            else
            {
                Panel(x, a, x.B + start, x.StepB, start, vectors, part, add);
            }
        }

        scratch.Return();
    }

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
        var scratch = ProductScratch<T>.Rent();
        for (var p = 0; p < x.K; p += MatrixProductReference.Chunk)
            for (var row = 0; row < x.M; row += s_blocks.M)
            {
                var block = x.Part(row, Math.Min(s_blocks.M, x.M - row), 0, x.N);
                block.A += p * x.StepA;
                block.K = Math.Min(MatrixProductReference.Chunk, x.K - p);
                var a = PackRows(block, (lastPanel - firstPanel) * 3 * TSimd.Count, scratch);
                for (var i = firstPanel; i < lastPanel; i++)
                {
                    var (start, vectors, part) = panels[i];
                    Panel(block, a, x.B + Place(p, start, block.K, panels.Room), vectors * TSimd.Count, start, vectors, part, add: p > 0);
                }
            }

        scratch.Return();
    }

    /// <summary>Where a panel begins in packed B: by chunks of k, in them by panels, in them by k.</summary>
    private static nint Place(int p, int start, int k, int room) => (nint)p * room + (nint)start * k;

    /// <summary>Rows packed in strips of 8, by k, where that pays; those left over at the end stay where they are.</summary>
    private static T* PackRows(in ProductArguments<T> x, int columns, ProductScratch<T> scratch)
    {
        var strips = x.M / Strip;
        if (x.RowA == 1 || columns < s_blocks.PackAFrom || strips == 0)
            return null;
        var packed = scratch.A(strips * Strip, x.K);
        for (var i = 0; i < strips; i++)
            Packing.Transposed(x.A + i * Strip * x.RowA, x.RowA, Strip, Strip, x.K, packed + (nint)i * Strip * x.K);
        return packed;
    }

    private const int Strip = 8;

    /// <summary>One panel of B with all rows of the block.</summary>
    private static void Panel(in ProductArguments<T> x, T* packedA, T* b, nint stepB, int start, int vectors, int part, bool add)
    {
        var tall = TSimd.ManyRegisters || vectors == 1 ? 8 : 4;
        var c = x.C + start;
        nint k = x.K, rowC = x.RowC;
        var rows = x.M;
        var tile = MicroKernel<T, TVector, TSimd>.Find(tall, vectors, part);
        if (packedA != null)
            for (; rows >= Strip; rows -= Strip, packedA += Strip * k)
                for (var i = 0; i < Strip; i += tall, c += tall * rowC)
                    tile(k, packedA + i, 1, Strip, b, stepB, c, rowC, add, part);

        nint rowA = x.RowA, stepA = x.StepA;
        var a = x.A + (x.M - rows) * rowA;
        for (; rows >= tall; rows -= tall, a += tall * rowA, c += tall * rowC)
            tile(k, a, rowA, stepA, b, stepB, c, rowC, add, part);
        if (rows >= 4)
        {
            MicroKernel<T, TVector, TSimd>.Find(4, vectors, part)(k, a, rowA, stepA, b, stepB, c, rowC, add, part);
            rows -= 4;
            a += 4 * rowA;
            c += 4 * rowC;
        }

        if (rows > 0)
            MicroKernel<T, TVector, TSimd>.Find(rows, vectors, part)(k, a, rowA, stepA, b, stepB, c, rowC, add, part);
    }
}
