using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Backprop.Numerics.Kernels;

/// <summary>Tiles of 4 rows by 3, 2 or 1 vectors of 256 bits: 12 of 16 registers hold C, three a row of B, one an element of A.</summary>
internal unsafe struct MicroKernel256<T> : IMicroKernel<T> where T : unmanaged
{
    /// <inheritdoc/>
    public static int Rows => 4;

    /// <inheritdoc/>
    public static int Width => Vector256<T>.Count;

    /// <inheritdoc/>
    public static void Tile(int rows, int vectors, nint k, T* a, nint rowA, nint stepA, T* b, nint stepB, T* c, nint rowC, bool add)
    {
        switch ((rows, vectors))
        {
            case (4, 3): Tile4x3(k, a, rowA, stepA, b, stepB, c, rowC, add); break;
            case (4, 2): Tile4x2(k, a, rowA, stepA, b, stepB, c, rowC, add); break;
            case (4, 1): Tile4x1(k, a, rowA, stepA, b, stepB, c, rowC, add); break;
            default: throw new ArgumentOutOfRangeException(nameof(vectors), (rows, vectors), "there is no such tile");
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Tile4x3(nint k, T* a, nint rowA, nint stepA, T* b, nint stepB, T* c, nint rowC, bool add)
    {
        Vector256<T> c00 = Vector256<T>.Zero, c01 = Vector256<T>.Zero, c02 = Vector256<T>.Zero;
        Vector256<T> c10 = Vector256<T>.Zero, c11 = Vector256<T>.Zero, c12 = Vector256<T>.Zero;
        Vector256<T> c20 = Vector256<T>.Zero, c21 = Vector256<T>.Zero, c22 = Vector256<T>.Zero;
        Vector256<T> c30 = Vector256<T>.Zero, c31 = Vector256<T>.Zero, c32 = Vector256<T>.Zero;
        nint rowA2 = 2 * rowA, rowA3 = 3 * rowA;
        for (; k > 0; k--)
        {
            Vector256<T> b0 = Vector256.Load(b), b1 = Vector256.Load(b + Vector256<T>.Count), b2 = Vector256.Load(b + 2 * Vector256<T>.Count);
            var x = Vector256.Create(*a);
            c00 = Vectors.Fma(x, b0, c00);
            c01 = Vectors.Fma(x, b1, c01);
            c02 = Vectors.Fma(x, b2, c02);
            x = Vector256.Create(*(a + rowA));
            c10 = Vectors.Fma(x, b0, c10);
            c11 = Vectors.Fma(x, b1, c11);
            c12 = Vectors.Fma(x, b2, c12);
            x = Vector256.Create(*(a + rowA2));
            c20 = Vectors.Fma(x, b0, c20);
            c21 = Vectors.Fma(x, b1, c21);
            c22 = Vectors.Fma(x, b2, c22);
            x = Vector256.Create(*(a + rowA3));
            c30 = Vectors.Fma(x, b0, c30);
            c31 = Vectors.Fma(x, b1, c31);
            c32 = Vectors.Fma(x, b2, c32);
            a += stepA;
            b += stepB;
        }

        if (add)
        {
            var from = c;
            c00 = Vector256.Load(from) + c00;
            c01 = Vector256.Load(from + Vector256<T>.Count) + c01;
            c02 = Vector256.Load(from + 2 * Vector256<T>.Count) + c02;
            from += rowC;
            c10 = Vector256.Load(from) + c10;
            c11 = Vector256.Load(from + Vector256<T>.Count) + c11;
            c12 = Vector256.Load(from + 2 * Vector256<T>.Count) + c12;
            from += rowC;
            c20 = Vector256.Load(from) + c20;
            c21 = Vector256.Load(from + Vector256<T>.Count) + c21;
            c22 = Vector256.Load(from + 2 * Vector256<T>.Count) + c22;
            from += rowC;
            c30 = Vector256.Load(from) + c30;
            c31 = Vector256.Load(from + Vector256<T>.Count) + c31;
            c32 = Vector256.Load(from + 2 * Vector256<T>.Count) + c32;
        }

        c00.Store(c);
        c01.Store(c + Vector256<T>.Count);
        c02.Store(c + 2 * Vector256<T>.Count);
        c += rowC;
        c10.Store(c);
        c11.Store(c + Vector256<T>.Count);
        c12.Store(c + 2 * Vector256<T>.Count);
        c += rowC;
        c20.Store(c);
        c21.Store(c + Vector256<T>.Count);
        c22.Store(c + 2 * Vector256<T>.Count);
        c += rowC;
        c30.Store(c);
        c31.Store(c + Vector256<T>.Count);
        c32.Store(c + 2 * Vector256<T>.Count);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Tile4x2(nint k, T* a, nint rowA, nint stepA, T* b, nint stepB, T* c, nint rowC, bool add)
    {
        Vector256<T> c00 = Vector256<T>.Zero, c01 = Vector256<T>.Zero;
        Vector256<T> c10 = Vector256<T>.Zero, c11 = Vector256<T>.Zero;
        Vector256<T> c20 = Vector256<T>.Zero, c21 = Vector256<T>.Zero;
        Vector256<T> c30 = Vector256<T>.Zero, c31 = Vector256<T>.Zero;
        nint rowA2 = 2 * rowA, rowA3 = 3 * rowA;
        for (; k > 0; k--)
        {
            Vector256<T> b0 = Vector256.Load(b), b1 = Vector256.Load(b + Vector256<T>.Count);
            var x = Vector256.Create(*a);
            c00 = Vectors.Fma(x, b0, c00);
            c01 = Vectors.Fma(x, b1, c01);
            x = Vector256.Create(*(a + rowA));
            c10 = Vectors.Fma(x, b0, c10);
            c11 = Vectors.Fma(x, b1, c11);
            x = Vector256.Create(*(a + rowA2));
            c20 = Vectors.Fma(x, b0, c20);
            c21 = Vectors.Fma(x, b1, c21);
            x = Vector256.Create(*(a + rowA3));
            c30 = Vectors.Fma(x, b0, c30);
            c31 = Vectors.Fma(x, b1, c31);
            a += stepA;
            b += stepB;
        }

        if (add)
        {
            var from = c;
            c00 = Vector256.Load(from) + c00;
            c01 = Vector256.Load(from + Vector256<T>.Count) + c01;
            from += rowC;
            c10 = Vector256.Load(from) + c10;
            c11 = Vector256.Load(from + Vector256<T>.Count) + c11;
            from += rowC;
            c20 = Vector256.Load(from) + c20;
            c21 = Vector256.Load(from + Vector256<T>.Count) + c21;
            from += rowC;
            c30 = Vector256.Load(from) + c30;
            c31 = Vector256.Load(from + Vector256<T>.Count) + c31;
        }

        c00.Store(c);
        c01.Store(c + Vector256<T>.Count);
        c += rowC;
        c10.Store(c);
        c11.Store(c + Vector256<T>.Count);
        c += rowC;
        c20.Store(c);
        c21.Store(c + Vector256<T>.Count);
        c += rowC;
        c30.Store(c);
        c31.Store(c + Vector256<T>.Count);
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
