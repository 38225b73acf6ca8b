namespace Backprop.Numerics.Kernels;

/// <summary>Block sizes of a product: speed depends on them, bits do not.</summary>
/// <param name="M">Rows of A in a block: for how many a panel of B is packed once.</param>
/// <param name="PackAFrom">Columns of C from which A is packed, unless its tiles are contiguous anyway.</param>
/// <param name="PackBFrom">Rows of C from which B is packed, unless it must be.</param>
internal readonly record struct ProductBlocks(int M, int PackAFrom, int PackBFrom)
{
    /// <summary>Measured on Zen 5 (48 KB and 1 MB of cache a core).</summary>
    public static ProductBlocks Default => new(512, 256, 64);
}
