namespace Backprop.Numerics.Kernels;

/// <summary>The packing of a matrix, shared by threads by panels.</summary>
internal readonly unsafe struct PackingJob<T> : IPartsJob where T : unmanaged
{
    private readonly ProductArguments<T> _x;
    private readonly int _panels, _parts;

    private PackingJob(in ProductArguments<T> x, int panels, int parts) => (_x, _panels, _parts) = (x, panels, parts);

    /// <summary>Packs x.B into x.C.</summary>
    public static void Run(in ProductArguments<T> x, Workers workers)
    {
        var panels = ProductPath<T>.Best.PanelCount(x.N);
        var parts = Math.Min(workers.Count, panels);
        workers.For(parts, new PackingJob<T>(x, panels, parts));
    }

    /// <summary>One part.</summary>
    public void Run(int part) =>
        ProductPath<T>.Best.Pack(_x, _x.C, (int)((long)_panels * part / _parts), (int)((long)_panels * (part + 1) / _parts));
}
