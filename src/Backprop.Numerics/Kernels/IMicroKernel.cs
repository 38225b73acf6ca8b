namespace Backprop.Numerics.Kernels;

/// <summary>The innermost part of a product, for one kind of processor: a small tile of C held in registers.</summary>
internal unsafe interface IMicroKernel<T> where T : unmanaged
{
    /// <summary>Rows of the tallest tile; 4 is always there, too.</summary>
    static abstract int Rows { get; }

    /// <summary>Elements of a vector; a tile is 1 to 3 vectors wide (1 only in narrow kernels).</summary>
    static abstract int Width { get; }

    /// <summary>
    /// C[rows, vectors·Width] = the chains from +0 over A[rows, k] · B[k, vectors·Width], k ascending; added to C
    /// if <paramref name="add"/> (a later chunk of k).
    /// A[i, p] lies at a[i·rowA + p·stepA], B[p, j] at b[p·stepB + j], C[i, j] at c[i·rowC + j].
    /// </summary>
    static abstract void Tile(int rows, int vectors, nint k, T* a, nint rowA, nint stepA, T* b, nint stepB, T* c, nint rowC, bool add);
}
