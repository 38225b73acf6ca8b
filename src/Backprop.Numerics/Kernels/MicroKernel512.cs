using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Backprop.Numerics.Kernels;

/// <summary>Tiles of 8 or 4 rows by 3, 2 or 1 vectors of 512 bits: 24 of 32 registers hold C, three a row of B, one an element of A.</summary>
internal unsafe partial struct MicroKernel512<T> : IMicroKernel<T> where T : unmanaged
{
    /// <inheritdoc/>
    public static int Rows => 8;

    /// <inheritdoc/>
    public static int Width => Vector512<T>.Count;

    /// <inheritdoc/>
    public static void Tile(int rows, int vectors, nint k, T* a, nint rowA, nint stepA, T* b, nint stepB, T* c, nint rowC, bool add)
    {
        switch ((rows, vectors))
        {
            case (8, 3): Tile8x3(k, a, rowA, stepA, b, stepB, c, rowC, add); break;
            case (8, 2): Tile8x2(k, a, rowA, stepA, b, stepB, c, rowC, add); break;
            case (8, 1): Tile8x1(k, a, rowA, stepA, b, stepB, c, rowC, add); break;
            case (4, 3): Tile4x3(k, a, rowA, stepA, b, stepB, c, rowC, add); break;
            case (4, 2): Tile4x2(k, a, rowA, stepA, b, stepB, c, rowC, add); break;
            case (4, 1): Tile4x1(k, a, rowA, stepA, b, stepB, c, rowC, add); break;
            default: throw new ArgumentOutOfRangeException(nameof(vectors), (rows, vectors), "there is no such tile");
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Tile8x3(nint k, T* a, nint rowA, nint stepA, T* b, nint stepB, T* c, nint rowC, bool add)
    {
        Vector512<T> c00 = Vector512<T>.Zero, c01 = Vector512<T>.Zero, c02 = Vector512<T>.Zero;
        Vector512<T> c10 = Vector512<T>.Zero, c11 = Vector512<T>.Zero, c12 = Vector512<T>.Zero;
        Vector512<T> c20 = Vector512<T>.Zero, c21 = Vector512<T>.Zero, c22 = Vector512<T>.Zero;
        Vector512<T> c30 = Vector512<T>.Zero, c31 = Vector512<T>.Zero, c32 = Vector512<T>.Zero;
        Vector512<T> c40 = Vector512<T>.Zero, c41 = Vector512<T>.Zero, c42 = Vector512<T>.Zero;
        Vector512<T> c50 = Vector512<T>.Zero, c51 = Vector512<T>.Zero, c52 = Vector512<T>.Zero;
        Vector512<T> c60 = Vector512<T>.Zero, c61 = Vector512<T>.Zero, c62 = Vector512<T>.Zero;
        Vector512<T> c70 = Vector512<T>.Zero, c71 = Vector512<T>.Zero, c72 = Vector512<T>.Zero;
        nint rowA2 = 2 * rowA, rowA3 = 3 * rowA;
        var a4 = a + 4 * rowA;
        for (; k > 0; k--)
        {
            Vector512<T> b0 = Vector512.Load(b), b1 = Vector512.Load(b + Vector512<T>.Count), b2 = Vector512.Load(b + 2 * Vector512<T>.Count);
            var x = Vector512.Create(*a);
            c00 = Lanes.Fma(x, b0, c00);
            c01 = Lanes.Fma(x, b1, c01);
            c02 = Lanes.Fma(x, b2, c02);
            x = Vector512.Create(*(a + rowA));
            c10 = Lanes.Fma(x, b0, c10);
            c11 = Lanes.Fma(x, b1, c11);
            c12 = Lanes.Fma(x, b2, c12);
            x = Vector512.Create(*(a + rowA2));
            c20 = Lanes.Fma(x, b0, c20);
            c21 = Lanes.Fma(x, b1, c21);
            c22 = Lanes.Fma(x, b2, c22);
            x = Vector512.Create(*(a + rowA3));
            c30 = Lanes.Fma(x, b0, c30);
            c31 = Lanes.Fma(x, b1, c31);
            c32 = Lanes.Fma(x, b2, c32);
            x = Vector512.Create(*a4);
            c40 = Lanes.Fma(x, b0, c40);
            c41 = Lanes.Fma(x, b1, c41);
            c42 = Lanes.Fma(x, b2, c42);
            x = Vector512.Create(*(a4 + rowA));
            c50 = Lanes.Fma(x, b0, c50);
            c51 = Lanes.Fma(x, b1, c51);
            c52 = Lanes.Fma(x, b2, c52);
            x = Vector512.Create(*(a4 + rowA2));
            c60 = Lanes.Fma(x, b0, c60);
            c61 = Lanes.Fma(x, b1, c61);
            c62 = Lanes.Fma(x, b2, c62);
            x = Vector512.Create(*(a4 + rowA3));
            c70 = Lanes.Fma(x, b0, c70);
            c71 = Lanes.Fma(x, b1, c71);
            c72 = Lanes.Fma(x, b2, c72);
            a += stepA;
            a4 += stepA;
            b += stepB;
        }

        if (add)
        {
            var from = c;
            c00 = Vector512.Load(from) + c00;
            c01 = Vector512.Load(from + Vector512<T>.Count) + c01;
            c02 = Vector512.Load(from + 2 * Vector512<T>.Count) + c02;
            from += rowC;
            c10 = Vector512.Load(from) + c10;
            c11 = Vector512.Load(from + Vector512<T>.Count) + c11;
            c12 = Vector512.Load(from + 2 * Vector512<T>.Count) + c12;
            from += rowC;
            c20 = Vector512.Load(from) + c20;
            c21 = Vector512.Load(from + Vector512<T>.Count) + c21;
            c22 = Vector512.Load(from + 2 * Vector512<T>.Count) + c22;
            from += rowC;
            c30 = Vector512.Load(from) + c30;
            c31 = Vector512.Load(from + Vector512<T>.Count) + c31;
            c32 = Vector512.Load(from + 2 * Vector512<T>.Count) + c32;
            from += rowC;
            c40 = Vector512.Load(from) + c40;
            c41 = Vector512.Load(from + Vector512<T>.Count) + c41;
            c42 = Vector512.Load(from + 2 * Vector512<T>.Count) + c42;
            from += rowC;
            c50 = Vector512.Load(from) + c50;
            c51 = Vector512.Load(from + Vector512<T>.Count) + c51;
            c52 = Vector512.Load(from + 2 * Vector512<T>.Count) + c52;
            from += rowC;
            c60 = Vector512.Load(from) + c60;
            c61 = Vector512.Load(from + Vector512<T>.Count) + c61;
            c62 = Vector512.Load(from + 2 * Vector512<T>.Count) + c62;
            from += rowC;
            c70 = Vector512.Load(from) + c70;
            c71 = Vector512.Load(from + Vector512<T>.Count) + c71;
            c72 = Vector512.Load(from + 2 * Vector512<T>.Count) + c72;
        }

        c00.Store(c);
        c01.Store(c + Vector512<T>.Count);
        c02.Store(c + 2 * Vector512<T>.Count);
        c += rowC;
        c10.Store(c);
        c11.Store(c + Vector512<T>.Count);
        c12.Store(c + 2 * Vector512<T>.Count);
        c += rowC;
        c20.Store(c);
        c21.Store(c + Vector512<T>.Count);
        c22.Store(c + 2 * Vector512<T>.Count);
        c += rowC;
        c30.Store(c);
        c31.Store(c + Vector512<T>.Count);
        c32.Store(c + 2 * Vector512<T>.Count);
        c += rowC;
        c40.Store(c);
        c41.Store(c + Vector512<T>.Count);
        c42.Store(c + 2 * Vector512<T>.Count);
        c += rowC;
        c50.Store(c);
        c51.Store(c + Vector512<T>.Count);
        c52.Store(c + 2 * Vector512<T>.Count);
        c += rowC;
        c60.Store(c);
        c61.Store(c + Vector512<T>.Count);
        c62.Store(c + 2 * Vector512<T>.Count);
        c += rowC;
        c70.Store(c);
        c71.Store(c + Vector512<T>.Count);
        c72.Store(c + 2 * Vector512<T>.Count);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Tile8x2(nint k, T* a, nint rowA, nint stepA, T* b, nint stepB, T* c, nint rowC, bool add)
    {
        Vector512<T> c00 = Vector512<T>.Zero, c01 = Vector512<T>.Zero;
        Vector512<T> c10 = Vector512<T>.Zero, c11 = Vector512<T>.Zero;
        Vector512<T> c20 = Vector512<T>.Zero, c21 = Vector512<T>.Zero;
        Vector512<T> c30 = Vector512<T>.Zero, c31 = Vector512<T>.Zero;
        Vector512<T> c40 = Vector512<T>.Zero, c41 = Vector512<T>.Zero;
        Vector512<T> c50 = Vector512<T>.Zero, c51 = Vector512<T>.Zero;
        Vector512<T> c60 = Vector512<T>.Zero, c61 = Vector512<T>.Zero;
        Vector512<T> c70 = Vector512<T>.Zero, c71 = Vector512<T>.Zero;
        nint rowA2 = 2 * rowA, rowA3 = 3 * rowA;
        var a4 = a + 4 * rowA;
        for (; k > 0; k--)
        {
            Vector512<T> b0 = Vector512.Load(b), b1 = Vector512.Load(b + Vector512<T>.Count);
            var x = Vector512.Create(*a);
            c00 = Lanes.Fma(x, b0, c00);
            c01 = Lanes.Fma(x, b1, c01);
            x = Vector512.Create(*(a + rowA));
            c10 = Lanes.Fma(x, b0, c10);
            c11 = Lanes.Fma(x, b1, c11);
            x = Vector512.Create(*(a + rowA2));
            c20 = Lanes.Fma(x, b0, c20);
            c21 = Lanes.Fma(x, b1, c21);
            x = Vector512.Create(*(a + rowA3));
            c30 = Lanes.Fma(x, b0, c30);
            c31 = Lanes.Fma(x, b1, c31);
            x = Vector512.Create(*a4);
            c40 = Lanes.Fma(x, b0, c40);
            c41 = Lanes.Fma(x, b1, c41);
            x = Vector512.Create(*(a4 + rowA));
            c50 = Lanes.Fma(x, b0, c50);
            c51 = Lanes.Fma(x, b1, c51);
            x = Vector512.Create(*(a4 + rowA2));
            c60 = Lanes.Fma(x, b0, c60);
            c61 = Lanes.Fma(x, b1, c61);
            x = Vector512.Create(*(a4 + rowA3));
            c70 = Lanes.Fma(x, b0, c70);
            c71 = Lanes.Fma(x, b1, c71);
            a += stepA;
            a4 += stepA;
            b += stepB;
        }

        if (add)
        {
            var from = c;
            c00 = Vector512.Load(from) + c00;
            c01 = Vector512.Load(from + Vector512<T>.Count) + c01;
            from += rowC;
            c10 = Vector512.Load(from) + c10;
            c11 = Vector512.Load(from + Vector512<T>.Count) + c11;
            from += rowC;
            c20 = Vector512.Load(from) + c20;
            c21 = Vector512.Load(from + Vector512<T>.Count) + c21;
            from += rowC;
            c30 = Vector512.Load(from) + c30;
            c31 = Vector512.Load(from + Vector512<T>.Count) + c31;
            from += rowC;
            c40 = Vector512.Load(from) + c40;
            c41 = Vector512.Load(from + Vector512<T>.Count) + c41;
            from += rowC;
            c50 = Vector512.Load(from) + c50;
            c51 = Vector512.Load(from + Vector512<T>.Count) + c51;
            from += rowC;
            c60 = Vector512.Load(from) + c60;
            c61 = Vector512.Load(from + Vector512<T>.Count) + c61;
            from += rowC;
            c70 = Vector512.Load(from) + c70;
            c71 = Vector512.Load(from + Vector512<T>.Count) + c71;
        }

        c00.Store(c);
        c01.Store(c + Vector512<T>.Count);
        c += rowC;
        c10.Store(c);
        c11.Store(c + Vector512<T>.Count);
        c += rowC;
        c20.Store(c);
        c21.Store(c + Vector512<T>.Count);
        c += rowC;
        c30.Store(c);
        c31.Store(c + Vector512<T>.Count);
        c += rowC;
        c40.Store(c);
        c41.Store(c + Vector512<T>.Count);
        c += rowC;
        c50.Store(c);
        c51.Store(c + Vector512<T>.Count);
        c += rowC;
        c60.Store(c);
        c61.Store(c + Vector512<T>.Count);
        c += rowC;
        c70.Store(c);
        c71.Store(c + Vector512<T>.Count);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Tile8x1(nint k, T* a, nint rowA, nint stepA, T* b, nint stepB, T* c, nint rowC, bool add)
    {
        Vector512<T> c00 = Vector512<T>.Zero;
        Vector512<T> c10 = Vector512<T>.Zero;
        Vector512<T> c20 = Vector512<T>.Zero;
        Vector512<T> c30 = Vector512<T>.Zero;
        Vector512<T> c40 = Vector512<T>.Zero;
        Vector512<T> c50 = Vector512<T>.Zero;
        Vector512<T> c60 = Vector512<T>.Zero;
        Vector512<T> c70 = Vector512<T>.Zero;
        nint rowA2 = 2 * rowA, rowA3 = 3 * rowA;
        var a4 = a + 4 * rowA;
        for (; k > 0; k--)
        {
            Vector512<T> b0 = Vector512.Load(b);
            var x = Vector512.Create(*a);
            c00 = Lanes.Fma(x, b0, c00);
            x = Vector512.Create(*(a + rowA));
            c10 = Lanes.Fma(x, b0, c10);
            x = Vector512.Create(*(a + rowA2));
            c20 = Lanes.Fma(x, b0, c20);
            x = Vector512.Create(*(a + rowA3));
            c30 = Lanes.Fma(x, b0, c30);
            x = Vector512.Create(*a4);
            c40 = Lanes.Fma(x, b0, c40);
            x = Vector512.Create(*(a4 + rowA));
            c50 = Lanes.Fma(x, b0, c50);
            x = Vector512.Create(*(a4 + rowA2));
            c60 = Lanes.Fma(x, b0, c60);
            x = Vector512.Create(*(a4 + rowA3));
            c70 = Lanes.Fma(x, b0, c70);
            a += stepA;
            a4 += stepA;
            b += stepB;
        }

        if (add)
        {
            var from = c;
            c00 = Vector512.Load(from) + c00;
            from += rowC;
            c10 = Vector512.Load(from) + c10;
            from += rowC;
            c20 = Vector512.Load(from) + c20;
            from += rowC;
            c30 = Vector512.Load(from) + c30;
            from += rowC;
            c40 = Vector512.Load(from) + c40;
            from += rowC;
            c50 = Vector512.Load(from) + c50;
            from += rowC;
            c60 = Vector512.Load(from) + c60;
            from += rowC;
            c70 = Vector512.Load(from) + c70;
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
}
