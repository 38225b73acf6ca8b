namespace Backprop.Numerics.Kernels;

/// <summary>
/// The right-hand matrix of a product, packed once and used by many: a layer's weights in a step. The layout depends on
/// the processor, so it must not leave memory; the bits of products do not (they are <see cref="MatrixProduct"/>'s).
/// </summary>
public static unsafe class PackedMatrix
{
    /// <summary>Elements of op(B)[k, n] packed; best given memory that begins at a multiple of 64 bytes.</summary>
    /// <typeparam name="T">float or double.</typeparam>
    /// <exception cref="OverflowException">More than an array holds.</exception>
    public static int Length<T>(int k, int n) where T : unmanaged =>
        k == 0 || n == 0 ? 0 : n == 1 ? k : ProductPath<T>.Best.PackedLength(k, n);

    /// <summary>Packs op(B)[k, n].</summary>
    /// <typeparam name="T">float or double.</typeparam>
    /// <param name="b">B: <c>[k, n]</c>, or <c>[n, k]</c> if transposed.</param>
    /// <param name="transposeB">Whether B is stored transposed.</param>
    /// <param name="packed"><see cref="Length{T}"/> elements, overwritten.</param>
    /// <param name="k">Rows of op(B).</param>
    /// <param name="n">Columns of op(B).</param>
    /// <param name="workers">The threads to share the work.</param>
    /// <exception cref="ShapeException">A span is too short.</exception>
    public static void Pack<T>(ReadOnlySpan<T> b, bool transposeB, Span<T> packed, int k, int n, Workers workers) where T : unmanaged
    {
        if (k < 0 || n < 0 || b.Length < (long)k * n || packed.Length < Length<T>(k, n))
            throw new ShapeException($"packing [{k}, {n}] needs {(long)k * n} and {Length<T>(k, n)} elements but was given {b.Length} and {packed.Length}");
        if (k == 0 || n == 0)
            return;
        if (n == 1)
        {
            b[..k].CopyTo(packed);
            return;
        }

        fixed (T* pb = b, target = packed)
        {
            var x = new ProductArguments<T> { B = pb, StepB = transposeB ? 1 : n, ColumnB = transposeB ? k : 1, C = target, N = n, K = k };
            if (workers.Count > 1 && (long)k * n >= SharedFrom)
                PackingJob<T>.Run(x, workers);
            else
                ProductPath<T>.Best.Pack(x, target, 0, ProductPath<T>.Best.PanelCount(n));
        }
    }

    /// <summary>C[m, n] = op(A) · op(B) with B packed, bit for bit <see cref="MatrixProduct.Multiply"/>.</summary>
    /// <typeparam name="T">float or double.</typeparam>
    /// <param name="a">A: <c>[m, k]</c>, or <c>[k, m]</c> if transposed.</param>
    /// <param name="transposeA">Whether A is stored transposed.</param>
    /// <param name="packed">What <see cref="Pack"/> made of B, for the same k and n.</param>
    /// <param name="c">The result <c>[m, n]</c>, overwritten; must not overlap A or B.</param>
    /// <param name="m">Rows of op(A) and C.</param>
    /// <param name="n">Columns of op(B) and C.</param>
    /// <param name="k">Columns of op(A), rows of op(B); with 0 the result is +0.</param>
    /// <param name="workers">The threads to share the work.</param>
    /// <exception cref="ShapeException">A span is too short.</exception>
    public static void Multiply<T>(ReadOnlySpan<T> a, bool transposeA, ReadOnlySpan<T> packed, Span<T> c, int m, int n, int k, Workers workers)
        where T : unmanaged
    {
        if (m < 0 || n < 0 || k < 0 || a.Length < (long)m * k || packed.Length < Length<T>(k, n) || c.Length < (long)m * n)
            throw new ShapeException($"a product [{m}, {k}] · packed [{k}, {n}] → [{m}, {n}] was given {a.Length}, {packed.Length} and {c.Length} elements");
        if (m == 0 || n == 0)
            return;
        if (k == 0)
        {
            c[..(m * n)].Clear();
            return;
        }

        fixed (T* pa = a, pb = packed, pc = c)
        {
            var x = new ProductArguments<T>
            {
                A = pa,
                RowA = transposeA ? 1 : k,
                StepA = transposeA ? m : 1,
                B = pb,
                StepB = 1,
                ColumnB = 1,
                C = pc,
                RowC = n,
                M = m,
                N = n,
                K = k,
            };
            if (n == 1)
                MatrixProduct.Run(x, workers);
            else if (workers.Count > 1 && (long)m * n * k >= MatrixProduct.SharedFrom)
                PackedJob<T>.Run(x, workers);
            else
                ProductPath<T>.Best.RunPacked(x, 0, ProductPath<T>.Best.PanelCount(n));
        }
    }

    /// <summary>Elements from which threads share the packing: about 20 µs of one core's work.</summary>
    private const long SharedFrom = 1 << 17;
}
