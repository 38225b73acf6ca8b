using System.Numerics;

namespace Backprop.Numerics.Kernels;

/// <summary>
/// The readable twin of <see cref="MatrixProduct"/>: the definition of every bit of its result.
/// </summary>
public static class MatrixProductReference
{
    /// <summary>Elements of k in one chain of fused multiply-adds.</summary>
    public const int Chunk = 1024;

    /// <summary>
    /// C[m, n] = op(A) · op(B). <c>C[i, j]</c> is, for each 1,024 of k, one chain of fused multiply-adds from +0 in
    /// ascending k; the chunks' sums are added in order. One column (n = 1) is <see cref="ReductionReference.Dot"/> of
    /// each row.
    /// </summary>
    public static void Multiply<T>(ReadOnlySpan<T> a, bool transposeA, ReadOnlySpan<T> b, bool transposeB, Span<T> c, int m, int n, int k)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        for (var i = 0; i < m; i++)
            for (var j = 0; j < n; j++)
            {
                if (n == 1)
                {
                    var row = new T[k];
                    for (var p = 0; p < k; p++)
                        row[p] = transposeA ? a[p * m + i] : a[i * k + p];
                    c[i] = ReductionReference.Dot<T>(row, b[..k]);
                    continue;
                }

                var total = T.Zero;
                for (var start = 0; start < k; start += Chunk)
                {
                    var sum = T.Zero;
                    for (var p = start; p < Math.Min(k, start + Chunk); p++)
                        sum = T.FusedMultiplyAdd(transposeA ? a[p * m + i] : a[i * k + p], transposeB ? b[j * k + p] : b[p * n + j], sum);
                    total = start == 0 ? sum : total + sum;
                }

                c[i * n + j] = total;
            }
    }
}
