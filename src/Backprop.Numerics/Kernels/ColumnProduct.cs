using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Backprop.Numerics.Kernels;

/// <summary>A product with one column, c = op(A) · b: a reduction of each row, in the reduction's order.</summary>
internal static unsafe class ColumnProduct<T> where T : unmanaged
{
    /// <summary>c[i] = Σ A[i, p] · b[p].</summary>
    public static void Run(in ProductArguments<T> x)
    {
        // A single column of B is contiguous, transposed or not.
        if (x.StepA == 1)
        {
            for (var i = 0; i < x.M; i++)
                x.C[i] = Reduction.Dot(x.A + i * x.RowA, x.B, x.K);
            return;
        }

        var width = Vector256<T>.Count;
        var lanes = stackalloc T[ReductionReference.LaneCount * width];
        for (var i = 0; i < x.M; i += width)
        {
            if (i > x.M - width && x.M >= width)
                i = x.M - width; // once more over some rows, with the same result
            Rows(x.A + i, x.StepA, x.B, x.K, Math.Min(width, x.M - i), lanes, x.C + i);
        }
    }

    /// <summary>A transposed, [k, m]: a vector of rows at once; lanes are every 32nd of k.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Rows(T* a, nint stepA, T* b, int k, int count, T* lanes, T* c)
    {
        var width = Vector256<T>.Count;
        for (var lane = 0; lane < ReductionReference.LaneCount; lane++)
        {
            var sum = Vector256<T>.Zero;
            for (var p = lane; p < k; p += ReductionReference.LaneCount)
            {
                var row = a + p * stepA;
                sum = Vectors.Fma(count == width ? Vector256.Load(row) : Lanes.LoadFirst(row, count), Vector256.Create(b[p]), sum);
            }

            sum.Store(lanes + lane * width);
        }

        Reduction.JoinLanes<T, ReductionKernels.Sum>(lanes, c, count);
    }
}
