using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Backprop.Numerics.Kernels;

/// <summary>Tiles of 8 or 4 rows by one vector of 256 bits, for results that are no wider: enough chains to hide the latency of one.</summary>
internal unsafe struct NarrowKernel256<T> : IMicroKernel<T> where T : unmanaged
{
    /// <inheritdoc/>
    public static int Rows => 8;

    /// <inheritdoc/>
    public static int Width => Vector256<T>.Count;

    /// <inheritdoc/>
    public static void Tile(int rows, int vectors, nint k, T* a, nint rowA, nint stepA, T* b, nint stepB, T* c, nint rowC, bool add)
    {
        switch ((rows, vectors))
        {
            case (8, 1): Tile8x1(k, a, rowA, stepA, b, stepB, c, rowC, add); break;
            case (4, 1): Tile4x1(k, a, rowA, stepA, b, stepB, c, rowC, add); break;
            default: throw new ArgumentOutOfRangeException(nameof(vectors), (rows, vectors), "there is no such tile");
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Tile8x1(nint k, T* a, nint rowA, nint stepA, T* b, nint stepB, T* c, nint rowC, bool add)
    {
        Vector256<T> c00 = Vector256<T>.Zero;
        Vector256<T> c10 = Vector256<T>.Zero;
        Vector256<T> c20 = Vector256<T>.Zero;
        Vector256<T> c30 = Vector256<T>.Zero;
        Vector256<T> c40 = Vector256<T>.Zero;
        Vector256<T> c50 = Vector256<T>.Zero;
        Vector256<T> c60 = Vector256<T>.Zero;
        Vector256<T> c70 = Vector256<T>.Zero;
        nint rowA2 = 2 * rowA, rowA3 = 3 * rowA;
        var a4 = a + 4 * rowA;
        for (; k > 0; k--)
        {
            Vector256<T> b0 = Vector256.Load(b);
            var x = Vector256.Create(*a);
            c00 = Vectors.Fma(x, b0, c00);
            x = Vector256.Create(*(a + rowA));
            c10 = Vectors.Fma(x, b0, c10);
            x = Vector256.Create(*(a + rowA2));
            c20 = Vectors.Fma(x, b0, c20);
            x = Vector256.Create(*(a + rowA3));
            c30 = Vectors.Fma(x, b0, c30);
            x = Vector256.Create(*a4);
            c40 = Vectors.Fma(x, b0, c40);
            x = Vector256.Create(*(a4 + rowA));
            c50 = Vectors.Fma(x, b0, c50);
            x = Vector256.Create(*(a4 + rowA2));
            c60 = Vectors.Fma(x, b0, c60);
            x = Vector256.Create(*(a4 + rowA3));
            c70 = Vectors.Fma(x, b0, c70);
            a += stepA;
            a4 += stepA;
            b += stepB;
        }

        if (add)
        {
            var from = c;
            c00 = Vector256.Load(from) + c00;
            from += rowC;
            c10 = Vector256.Load(from) + c10;
            from += rowC;
            c20 = Vector256.Load(from) + c20;
            from += rowC;
            c30 = Vector256.Load(from) + c30;
            from += rowC;
            c40 = Vector256.Load(from) + c40;
            from += rowC;
            c50 = Vector256.Load(from) + c50;
            from += rowC;
            c60 = Vector256.Load(from) + c60;
            from += rowC;
            c70 = Vector256.Load(from) + c70;
        }

        c00.Store(c);
        c += rowC;
        c10.Store(c);
        c += rowC;
        c20.Store(c);
        c += rowC;
        c30.Store(c);
        c += rowC;
        c40.Store(c);
        c += rowC;
        c50.Store(c);
        c += rowC;
        c60.Store(c);
        c += rowC;
        c70.Store(c);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Tile4x1(nint k, T* a, nint rowA, nint stepA, T* b, nint stepB, T* c, nint rowC, bool add)
    {
        Vector256<T> c00 = Vector256<T>.Zero;
        Vector256<T> c10 = Vector256<T>.Zero;
        Vector256<T> c20 = Vector256<T>.Zero;
        Vector256<T> c30 = Vector256<T>.Zero;
        nint rowA2 = 2 * rowA, rowA3 = 3 * rowA;
        for (; k > 0; k--)
        {
            Vector256<T> b0 = Vector256.Load(b);
            var x = Vector256.Create(*a);
            c00 = Vectors.Fma(x, b0, c00);
            x = Vector256.Create(*(a + rowA));
            c10 = Vectors.Fma(x, b0, c10);
            x = Vector256.Create(*(a + rowA2));
            c20 = Vectors.Fma(x, b0, c20);
            x = Vector256.Create(*(a + rowA3));
            c30 = Vectors.Fma(x, b0, c30);
            a += stepA;
            b += stepB;
        }

        if (add)
        {
            var from = c;
            c00 = Vector256.Load(from) + c00;
            from += rowC;
            c10 = Vector256.Load(from) + c10;
            from += rowC;
            c20 = Vector256.Load(from) + c20;
            from += rowC;
            c30 = Vector256.Load(from) + c30;
        }

        c00.Store(c);
        c += rowC;
        c10.Store(c);
        c += rowC;
        c20.Store(c);
        c += rowC;
        c30.Store(c);
    }
}
