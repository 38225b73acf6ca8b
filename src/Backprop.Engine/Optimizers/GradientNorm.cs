using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Backprop.Engine;

/// <summary>
/// ‖g‖₂ over all gradients together, in double whatever their dtype. The order is fixed: an element goes to lane i mod 16 of
/// its chunk of 16,384, lanes are joined in a tree, chunks and parameters are added in order; so the bits do not depend on
/// threads or vector width.
/// </summary>
public static class GradientNorm
{
    internal const int Chunk = 16_384;
    private const int Lanes = 16;

    /// <summary>The norm of the gradients; parameters without one count as zero. Infinite or NaN if any element is.</summary>
    public static double Of(IEnumerable<Parameter> parameters) => Of([.. parameters.Where(p => p.Grad is not null)], Execution.Workers);

    internal static double Of(Parameter[] withGradients, Workers workers)
    {
        var chunks = 0;
        foreach (var parameter in withGradients)
            chunks += Chunks(parameter.Count);
        if (workers.Count == 1 || chunks < 8)
        {
            var sum = 0.0;
            foreach (var parameter in withGradients)
            {
                for (var chunk = 0; chunk < Chunks(parameter.Count); chunk++)
                    sum += SumOfSquares(parameter.Grad!, chunk);
            }

            return Math.Sqrt(sum);
        }

        var parts = new (Tensor Grad, int Chunk, double Sum)[chunks];
        var part = 0;
        foreach (var parameter in withGradients)
        {
            for (var chunk = 0; chunk < Chunks(parameter.Count); chunk++)
                parts[part++] = (parameter.Grad!, chunk, 0);
        }

        workers.For(chunks, i => parts[i].Sum = SumOfSquares(parts[i].Grad, parts[i].Chunk));
        var total = 0.0;
        foreach (var (_, _, sum) in parts)
            total += sum;
        return Math.Sqrt(total);
    }

    internal static int Chunks(int count) => (count + Chunk - 1) / Chunk;

    private static double SumOfSquares(Tensor grad, int chunk) =>
        SumOfSquares(grad, chunk * Chunk, Math.Min(Chunk, grad.Count - chunk * Chunk));

    internal static double SumOfSquares(Tensor grad, int start, int length) => grad.DType == DType.Float32
        ? SumOfSquares(grad.Span<float>().Slice(start, length))
        : SumOfSquares(grad.Span<double>().Slice(start, length));

    /// <summary>Σ x² of a chunk, in double; one chain of fused multiply-adds a lane.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static double SumOfSquares<T>(ReadOnlySpan<T> x) where T : unmanaged
    {
        Vector256<double> a0 = default, a1 = default, a2 = default, a3 = default;
        ref var from = ref MemoryMarshal.GetReference(x);
        var whole = x.Length - x.Length % Lanes;
        for (nuint i = 0; i < (nuint)whole; i += Lanes)
        {
            var (x0, x1, x2, x3) = Load(ref from, i);
            a0 = Vector256.FusedMultiplyAdd(x0, x0, a0);
            a1 = Vector256.FusedMultiplyAdd(x1, x1, a1);
            a2 = Vector256.FusedMultiplyAdd(x2, x2, a2);
            a3 = Vector256.FusedMultiplyAdd(x3, x3, a3);
        }

        if (whole < x.Length)
        {
            Span<T> pad = stackalloc T[Lanes];
            x[whole..].CopyTo(pad);
            var (x0, x1, x2, x3) = Load(ref MemoryMarshal.GetReference(pad), 0);
            a0 = Vector256.FusedMultiplyAdd(x0, x0, a0);
            a1 = Vector256.FusedMultiplyAdd(x1, x1, a1);
            a2 = Vector256.FusedMultiplyAdd(x2, x2, a2);
            a3 = Vector256.FusedMultiplyAdd(x3, x3, a3);
        }

        var sum = (a0 + a2) + (a1 + a3);
        return (sum[0] + sum[2]) + (sum[1] + sum[3]);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static (Vector256<double>, Vector256<double>, Vector256<double>, Vector256<double>) Load<T>(ref T from, nuint at) where T : unmanaged
    {
        if (typeof(T) == typeof(float))
        {
            var low = Vector256.LoadUnsafe(ref from, at).AsSingle();
            var high = Vector256.LoadUnsafe(ref from, at + 8).AsSingle();
            var ((x0, x1), (x2, x3)) = (Vector256.Widen(low), Vector256.Widen(high));
            return (x0, x1, x2, x3);
        }

        return (Vector256.LoadUnsafe(ref from, at).AsDouble(), Vector256.LoadUnsafe(ref from, at + 4).AsDouble(),
            Vector256.LoadUnsafe(ref from, at + 8).AsDouble(), Vector256.LoadUnsafe(ref from, at + 12).AsDouble());
    }
}
