namespace Backprop.Numerics.Kernels;

/// <summary>
/// A product shared by threads. Each element of C is computed by one thread in the order that one thread alone would
/// take, so the cut changes no bits.
/// </summary>
internal readonly unsafe struct ProductJob<T> : IPartsJob where T : unmanaged
{
    private readonly ProductArguments<T> _x;
    private readonly ProductCut _cut;

    private ProductJob(in ProductArguments<T> x, in ProductCut cut) => (_x, _cut) = (x, cut);

    /// <summary>C = op(A) · op(B).</summary>
    public static void Run(in ProductArguments<T> x, Workers workers)
    {
        var cut = x.N == 1 ? new ProductCut(x.M, 1, 1, workers.Count) : new ProductCut(x.M, x.N, 64 / sizeof(T), workers.Count);
        workers.For(cut.Parts, new ProductJob<T>(x, cut));
    }

    /// <summary>One part.</summary>
    public void Run(int part)
    {
        var (row, rows, column, columns) = _cut[part];
        MatrixProduct.Alone(_x.Part(row, rows, column, columns));
    }
}
