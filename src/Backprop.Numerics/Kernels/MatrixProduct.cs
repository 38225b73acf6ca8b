namespace Backprop.Numerics.Kernels;

/// <summary>
/// Products of matrices in one fixed order of arithmetic: the same bits with any number of threads and any instruction
/// set (<see cref="MatrixProductReference"/> defines them).
/// </summary>
public static unsafe partial class MatrixProduct
{
    /// <summary>C[m, n] = op(A) · op(B), row-major and contiguous; op transposes or not.</summary>
    /// <typeparam name="T">float or double.</typeparam>
    /// <param name="a">A: <c>[m, k]</c>, or <c>[k, m]</c> if transposed.</param>
    /// <param name="transposeA">Whether A is stored transposed.</param>
    /// <param name="b">B: <c>[k, n]</c>, or <c>[n, k]</c> if transposed.</param>
    /// <param name="transposeB">Whether B is stored transposed.</param>
    /// <param name="c">The result <c>[m, n]</c>, overwritten; must not overlap A or B.</param>
    /// <param name="m">Rows of op(A) and C.</param>
    /// <param name="n">Columns of op(B) and C.</param>
    /// <param name="k">Columns of op(A), rows of op(B); with 0 the result is +0.</param>
    /// <param name="workers">The threads to share the work.</param>
    /// <exception cref="ShapeException">A span is shorter than its matrix.</exception>
    /// <exception cref="NotSupportedException"><typeparamref name="T"/> is neither float nor double.</exception>
    public static void Multiply<T>(ReadOnlySpan<T> a, bool transposeA, ReadOnlySpan<T> b, bool transposeB, Span<T> c, int m, int n, int k, Workers workers)
        where T : unmanaged
    {
        if (m < 0 || n < 0 || k < 0 || a.Length < (long)m * k || b.Length < (long)k * n || c.Length < (long)m * n)
            throw new ShapeException($"a product [{m}, {k}] · [{k}, {n}] → [{m}, {n}] was given {a.Length}, {b.Length} and {c.Length} elements");
        if (typeof(T) != typeof(float) && typeof(T) != typeof(double))
            throw new NotSupportedException($"a matrix product is of float or double, not {typeof(T).Name}");
        if (m == 0 || n == 0)
            return;
        if (k == 0)
        {
            c[..(m * n)].Clear();
            return;
        }

        fixed (T* pa = a, pb = b, pc = c)
        {
            var x = new ProductArguments<T>
            {
                A = pa,
                RowA = transposeA ? 1 : k,
                StepA = transposeA ? m : 1,
                B = pb,
                StepB = transposeB ? 1 : n,
                ColumnB = transposeB ? k : 1,
                C = pc,
                RowC = n,
                M = m,
                N = n,
                K = k,
            };
            Run(x, workers);
        }
    }

    /// <summary>A product on as many threads as it is worth.</summary>
    internal static void Run<T>(in ProductArguments<T> x, Workers workers) where T : unmanaged
    {
        // Of a thin product it is the reading of B that takes the time.
        if (workers.Count > 1 && (long)Math.Max(x.M, 4) * x.N * x.K >= SharedFrom)
            ProductJob<T>.Run(x, workers);
        else
            Alone(x);
    }

    /// <summary>Multiply-adds from which threads share a product: about 10 µs of one core's work.</summary>
    internal const long SharedFrom = 1 << 20;

    /// <summary>A product, or a part of one, on the caller's thread.</summary>
    internal static void Alone<T>(in ProductArguments<T> x) where T : unmanaged
    {
        if (x.N == 1 && x.RowC == 1) // not the last column of a wider product
            ColumnProduct<T>.Run(x);
        else
            ProductPath<T>.Best.Run(x);
    }
}
