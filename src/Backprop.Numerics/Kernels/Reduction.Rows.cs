using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Backprop.Numerics.Kernels;

public static partial class Reduction
{
    /// <summary>x [rows, n] to y [rows].</summary>
    internal static unsafe void Rows<T, TKernel>(T* x, int rows, int n, T* y)
        where T : unmanaged
        where TKernel : struct, IReductionKernel
    {
        if (n < ReductionReference.LaneCount && rows > 1 && Avx.IsSupported && typeof(T) == typeof(float))
            ShortRows<TKernel>((float*)x, rows, n, (float*)y);
        else
            AnyRows<T, TKernel>(x, rows, n, y);
    }

    /// <summary>The same for rows shorter than the lanes: one vector or four, the rest as lanes that have got nothing yet.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static unsafe void ShortRows<TKernel>(float* x, int rows, int n, float* y) where TKernel : struct, IReductionKernel
    {
        var start = TKernel.Start<float>();
        var m0 = Lanes.FirstLanes<float>(n);
        if (n <= 8)
        {
            var others = TKernel.Join(start, start);
            for (var row = 0; row < rows; row++, x += n)
            {
                var a = Vector256.ConditionalSelect(m0, TKernel.Add(start, Avx.MaskLoad(x, m0)), start);
                y[row] = Joined<float, TKernel>(TKernel.Join(TKernel.Join(a, start), others));
            }

            return;
        }

        Vector256<float> m1 = Lanes.FirstLanes<float>(n - 8), m2 = Lanes.FirstLanes<float>(n - 16), m3 = Lanes.FirstLanes<float>(n - 24);
        for (var row = 0; row < rows; row++, x += n)
        {
            var a0 = TKernel.Add(start, Vector256.Load(x));
            var a1 = Vector256.ConditionalSelect(m1, TKernel.Add(start, Avx.MaskLoad(x + 8, m1)), start);
            var a2 = Vector256.ConditionalSelect(m2, TKernel.Add(start, Avx.MaskLoad(x + 16, m2)), start);
            var a3 = Vector256.ConditionalSelect(m3, TKernel.Add(start, Avx.MaskLoad(x + 24, m3)), start);
            y[row] = Joined<float, TKernel>(TKernel.Join(TKernel.Join(a0, a2), TKernel.Join(a1, a3)));
        }
    }

    /// <summary>Lanes are along the row, 32 in 4 vectors of float or 8 of double.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static unsafe void AnyRows<T, TKernel>(T* x, int rows, int n, T* y)
        where T : unmanaged
        where TKernel : struct, IReductionKernel
    {
        var width = Vector256<T>.Count;
        for (var row = 0; row < rows; row++, x += n)
        {
            Vector256<T> a0 = TKernel.Start<T>(), a1 = a0, a2 = a0, a3 = a0, a4 = a0, a5 = a0, a6 = a0, a7 = a0;
            var p = x;
            var left = n;
            for (; left >= ReductionReference.LaneCount; left -= ReductionReference.LaneCount, p += ReductionReference.LaneCount)
            {
                a0 = TKernel.Add(a0, Vector256.Load(p));
                a1 = TKernel.Add(a1, Vector256.Load(p + width));
                a2 = TKernel.Add(a2, Vector256.Load(p + 2 * width));
                a3 = TKernel.Add(a3, Vector256.Load(p + 3 * width));
                if (width == 4)
                {
                    a4 = TKernel.Add(a4, Vector256.Load(p + 4 * width));
                    a5 = TKernel.Add(a5, Vector256.Load(p + 5 * width));
                    a6 = TKernel.Add(a6, Vector256.Load(p + 6 * width));
                    a7 = TKernel.Add(a7, Vector256.Load(p + 7 * width));
                }
            }

            if (left > 0)
            {
                a0 = AddFirst<T, TKernel>(a0, p, left);
                a1 = AddFirst<T, TKernel>(a1, p + width, left - width);
                a2 = AddFirst<T, TKernel>(a2, p + 2 * width, left - 2 * width);
                a3 = AddFirst<T, TKernel>(a3, p + 3 * width, left - 3 * width);
                if (width == 4)
                {
                    a4 = AddFirst<T, TKernel>(a4, p + 4 * width, left - 4 * width);
                    a5 = AddFirst<T, TKernel>(a5, p + 5 * width, left - 5 * width);
                    a6 = AddFirst<T, TKernel>(a6, p + 6 * width, left - 6 * width);
                    a7 = AddFirst<T, TKernel>(a7, p + 7 * width, left - 7 * width);
                }
            }

            if (width == 4) // lane i joins i + 16
            {
                a0 = TKernel.Join(a0, a4);
                a1 = TKernel.Join(a1, a5);
                a2 = TKernel.Join(a2, a6);
                a3 = TKernel.Join(a3, a7);
            }

            a0 = TKernel.Join(TKernel.Join(a0, a2), TKernel.Join(a1, a3));
            y[row] = Joined<T, TKernel>(a0);
        }
    }

    /// <summary>The lanes of one vector joined in the tree.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static T Joined<T, TKernel>(Vector256<T> a) where T : unmanaged where TKernel : struct, IReductionKernel
    {
        a = TKernel.Join(a, Lanes.UpperHalf(a));
        if (Vector256<T>.Count == 8)
        {
            a = TKernel.Join(a, Vector256.Shuffle(a.AsInt32(), Vector256.Create(2, 3, 2, 3, 4, 5, 6, 7)).As<int, T>());
            a = TKernel.Join(a, Vector256.Shuffle(a.AsInt32(), Vector256.Create(1, 1, 2, 3, 4, 5, 6, 7)).As<int, T>());
        }
        else
        {
            a = TKernel.Join(a, Vector256.Shuffle(a.AsInt64(), Vector256.Create(1, 1, 2, 3)).As<long, T>());
        }

        return a.ToScalar();
    }

    /// <summary>Adds up to a vector's count of elements to the first lanes; none when <paramref name="left"/> ≤ 0.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static unsafe Vector256<T> AddFirst<T, TKernel>(Vector256<T> lanes, T* p, int left)
        where T : unmanaged
        where TKernel : struct, IReductionKernel
    {
        if (left >= Vector256<T>.Count)
            return TKernel.Add(lanes, Vector256.Load(p));
        if (left <= 0)
            return lanes;
        return Vector256.ConditionalSelect(Lanes.FirstLanes<T>(left), TKernel.Add(lanes, Lanes.LoadFirst(p, left)), lanes);
    }

    /// <summary>Σ aᵢ·bᵢ, each product fused into its lane.</summary>
    /// <exception cref="ShapeException">The lengths differ.</exception>
    public static unsafe T Dot<T>(ReadOnlySpan<T> a, ReadOnlySpan<T> b) where T : unmanaged
    {
        if (a.Length != b.Length)
            throw new ShapeException($"the product of two vectors needs equal lengths but got {a.Length} and {b.Length}");
        fixed (T* p = a, q = b)
            return Dot(p, q, a.Length);
    }

    /// <summary>As <see cref="Dot{T}(ReadOnlySpan{T}, ReadOnlySpan{T})"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static unsafe T Dot<T>(T* p, T* q, int n) where T : unmanaged
    {
        var width = Vector256<T>.Count;
        Vector256<T> a0 = Vector256<T>.Zero, a1 = a0, a2 = a0, a3 = a0, a4 = a0, a5 = a0, a6 = a0, a7 = a0;
        for (; n >= ReductionReference.LaneCount; n -= ReductionReference.LaneCount, p += ReductionReference.LaneCount, q += ReductionReference.LaneCount)
        {
            a0 = Vectors.Fma(Vector256.Load(p), Vector256.Load(q), a0);
            a1 = Vectors.Fma(Vector256.Load(p + width), Vector256.Load(q + width), a1);
            a2 = Vectors.Fma(Vector256.Load(p + 2 * width), Vector256.Load(q + 2 * width), a2);
            a3 = Vectors.Fma(Vector256.Load(p + 3 * width), Vector256.Load(q + 3 * width), a3);
            if (width == 4)
            {
                a4 = Vectors.Fma(Vector256.Load(p + 4 * width), Vector256.Load(q + 4 * width), a4);
                a5 = Vectors.Fma(Vector256.Load(p + 5 * width), Vector256.Load(q + 5 * width), a5);
                a6 = Vectors.Fma(Vector256.Load(p + 6 * width), Vector256.Load(q + 6 * width), a6);
                a7 = Vectors.Fma(Vector256.Load(p + 7 * width), Vector256.Load(q + 7 * width), a7);
            }
        }

        if (n > 0)
        {
            a0 = FmaFirst(p, q, a0, n);
            a1 = FmaFirst(p + width, q + width, a1, n - width);
            a2 = FmaFirst(p + 2 * width, q + 2 * width, a2, n - 2 * width);
            a3 = FmaFirst(p + 3 * width, q + 3 * width, a3, n - 3 * width);
            if (width == 4)
            {
                a4 = FmaFirst(p + 4 * width, q + 4 * width, a4, n - 4 * width);
                a5 = FmaFirst(p + 5 * width, q + 5 * width, a5, n - 5 * width);
                a6 = FmaFirst(p + 6 * width, q + 6 * width, a6, n - 6 * width);
                a7 = FmaFirst(p + 7 * width, q + 7 * width, a7, n - 7 * width);
            }
        }

        if (width == 4)
        {
            a0 += a4;
            a1 += a5;
            a2 += a6;
            a3 += a7;
        }

        return Joined<T, ReductionKernels.Sum>(a0 + a2 + (a1 + a3));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static unsafe Vector256<T> FmaFirst<T>(T* p, T* q, Vector256<T> lanes, int left) where T : unmanaged
    {
        if (left >= Vector256<T>.Count)
            return Vectors.Fma(Vector256.Load(p), Vector256.Load(q), lanes);
        if (left <= 0)
            return lanes;
        return Vector256.ConditionalSelect(Lanes.FirstLanes<T>(left), Vectors.Fma(Lanes.LoadFirst(p, left), Lanes.LoadFirst(q, left), lanes), lanes);
    }
}
