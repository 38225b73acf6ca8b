namespace Backprop.Numerics.Kernels;

/// <summary>Where the elements of a product's matrices lie, and their sizes.</summary>
internal unsafe struct ProductArguments<T> where T : unmanaged
{
    /// <summary>A[i, p] lies at A[i·RowA + p·StepA].</summary>
    public T* A;

    /// <summary>Between rows of op(A).</summary>
    public nint RowA;

    /// <summary>Between columns of op(A).</summary>
    public nint StepA;

    /// <summary>B[p, j] lies at B[p·StepB + j·ColumnB].</summary>
    public T* B;

    /// <summary>Between rows of op(B).</summary>
    public nint StepB;

    /// <summary>Between columns of op(B).</summary>
    public nint ColumnB;

    /// <summary>C[i, j] lies at C[i·RowC + j].</summary>
    public T* C;

    /// <summary>Between rows of C.</summary>
    public nint RowC;

    /// <summary>Rows of C.</summary>
    public int M;

    /// <summary>Columns of C.</summary>
    public int N;

    /// <summary>Columns of op(A).</summary>
    public int K;

    /// <summary>The part of the product for rows and columns of C.</summary>
    public readonly ProductArguments<T> Part(int firstRow, int rows, int firstColumn, int columns)
    {
        var part = this;
        part.A += firstRow * RowA;
        part.B += firstColumn * ColumnB;
        part.C += firstRow * RowC + firstColumn;
        part.M = rows;
        part.N = columns;
        return part;
    }
}
