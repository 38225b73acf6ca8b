namespace Backprop.Numerics.Kernels;

/// <summary>A product with a packed matrix, shared by threads by rows and panels.</summary>
internal readonly unsafe struct PackedJob<T> : IPartsJob where T : unmanaged
{
    private readonly ProductArguments<T> _x;
    private readonly ProductCut _cut;

    private PackedJob(in ProductArguments<T> x, in ProductCut cut) => (_x, _cut) = (x, cut);

    /// <summary>C = op(A) · op(B), x.B being all of B packed; N ≥ 2.</summary>
    public static void Run(in ProductArguments<T> x, Workers workers)
    {
        var panels = ProductPath<T>.Best.PanelCount(x.N);
        var cut = new ProductCut(x.M, panels, 1, workers.Count);
        workers.For(cut.Parts, new PackedJob<T>(x, cut));
    }

    /// <summary>One part.</summary>
    public void Run(int part)
    {
        var (row, rows, panel, panels) = _cut[part];
        var x = _x;
        x.A += row * _x.RowA;
        x.C += row * _x.RowC;
        x.M = rows;
        ProductPath<T>.Best.RunPacked(x, panel, panel + panels);
    }
}
