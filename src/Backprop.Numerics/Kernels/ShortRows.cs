using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Backprop.Numerics.Kernels;

/// <summary>
/// What softmax and its kin need of short rows, for as many rows at once as a vector has lanes: one row a lane, so that a
/// row of three classes does not cost what one of 32 does. The bits are those of one row after the other: every function is
/// applied lane by lane, and a sum of at most 32 elements is the lanes' tree alone.
/// </summary>
internal static unsafe class ShortRows
{
    /// <summary>The longest row: an element for each lane of a reduction.</summary>
    public const int Longest = ReductionReference.LaneCount;

    /// <summary>Columns of <paramref name="rows"/> rows, one vector each; lanes without a row repeat the last one.</summary>
    /// <param name="x"><c>[rows, n]</c></param>
    /// <param name="rows">At least 1, at most the lanes of a vector.</param>
    /// <param name="n">At least 1, at most <see cref="Longest"/>.</param>
    /// <param name="columns"><c>[n]</c></param>
    public static void Load<T>(T* x, int rows, int n, Vector256<T>* columns) where T : unmanaged
    {
        var to = (T*)columns;
        var lanes = Vector256<T>.Count;
        for (var lane = 0; lane < lanes; lane++)
        {
            for (var j = 0; j < n; j++)
                to[j * lanes + lane] = x[j];
            if (lane < rows - 1)
                x += n;
        }
    }

    /// <summary>The way back; lanes without a row are left out.</summary>
    public static void Store<T>(Vector256<T>* columns, int rows, int n, T* y) where T : unmanaged
    {
        var from = (T*)columns;
        for (var lane = 0; lane < rows; lane++, y += n)
        {
            for (var j = 0; j < n; j++)
                y[j] = from[j * Vector256<T>.Count + lane];
        }
    }

    /// <summary>Each column becomes exp(x − greatest of the row); gives the greatest and the sum of each row.</summary>
    public static (Vector256<T> Greatest, Vector256<T> Sum) Exponentials<T>(Vector256<T>* columns, int n) where T : unmanaged
    {
        var tree = stackalloc Vector256<T>[Longest];
        for (var j = 0; j < n; j++)
            tree[j] = columns[j];
        var greatest = Join<T, ReductionKernels.Max>(tree, n);
        for (var j = 0; j < n; j++)
            tree[j] = columns[j] = Elementary.Exp(columns[j] - greatest);
        return (greatest, Join<T, ReductionKernels.Sum>(tree, n));
    }

    /// <summary>Element i joins i + 16, then i + 8, 4, 2, 1, as the lanes of a reduction do; those beyond n change nothing.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<T> Join<T, TKernel>(Vector256<T>* tree, int n) where T : unmanaged where TKernel : struct, IReductionKernel
    {
        for (var distance = Longest / 2; distance > 0; distance /= 2)
        {
            for (var j = distance; j < n; j++)
                tree[j - distance] = TKernel.Join(tree[j - distance], tree[j]);
            n = Math.Min(n, distance);
        }

        return tree[0];
    }
}
