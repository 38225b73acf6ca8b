namespace Backprop.Numerics.Kernels;

/// <summary>Block sizes of a product: speed depends on them, bits do not. Measured on Zen 5 (48 KB and 1 MB of cache a core).</summary>
internal static class ProductBlocks
{
    /// <summary>Rows of A in a block: for how many a panel of B is packed once.</summary>
    public const int Rows = 1024;

    /// <summary>Rows of C from which B is packed, unless it must be.</summary>
    public const int PackFrom = 64;

    /// <summary>Rows up to which B is transposed in small blocks rather than panel by panel.</summary>
    public const int ThinRows = 4;

    /// <summary>Of the widest packed panel, the same for float and double: 3 vectors of 512 bits for each of k.</summary>
    public const int PanelBytes = MatrixProductReference.Chunk * 3 * 64;
}
