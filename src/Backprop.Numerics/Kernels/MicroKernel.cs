using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.X86;

namespace Backprop.Numerics.Kernels;

/// <summary>
/// The innermost part of a product: a small tile of C held in registers, 1, 2, 3, 4 or 8 rows by 1 to 3 vectors. One body
/// for every shape and width: sizes are type arguments, so the JIT drops what a tile does not have.
/// </summary>
/// <remarks>Of 32 registers, 8 × 3 take 24 for C, three for a row of B and one for an element of A; of 16, 4 × 3 take all.</remarks>
internal static unsafe class MicroKernel<T, TVector, TSimd>
    where T : unmanaged
    where TVector : struct
    where TSimd : struct, ISimd<T, TVector>
{
    /// <summary>The tile of this many rows and vectors; of the last vector only the first <paramref name="part"/> columns exist.</summary>
    /// <returns>See <see cref="Tile{TPart, TVectors, TRows}"/>.</returns>
    public static delegate*<nint, T*, nint, nint, T*, nint, T*, nint, bool, int, T*, nint, void> Find(int rows, int vectors, int part) =>
        part < TSimd.Count ? Find<Part>(rows, vectors) : Find<Whole>(rows, vectors);

    private static delegate*<nint, T*, nint, nint, T*, nint, T*, nint, bool, int, T*, nint, void> Find<TPart>(int rows, int vectors)
        where TPart : unmanaged =>
        vectors == 3 ? Find<TPart, Three>(rows) : vectors == 2 ? Find<TPart, Two>(rows) : Find<TPart, One>(rows);

    private static delegate*<nint, T*, nint, nint, T*, nint, T*, nint, bool, int, T*, nint, void> Find<TPart, TVectors>(int rows)
        where TPart : unmanaged
        where TVectors : unmanaged => rows switch
        {
            8 => &Tile<TPart, TVectors, Eight>,
            4 => &Tile<TPart, TVectors, Four>,
            3 => &Tile<TPart, TVectors, Three>,
            2 => &Tile<TPart, TVectors, Two>,
            _ => &Tile<TPart, TVectors, One>,
        };

    /// <summary>
    /// C[rows, columns] = the chains from +0 over A[rows, k] · B[k, columns], k ascending; added to C if
    /// <paramref name="add"/> (a later chunk of k). A[i, p] lies at a[i·rowA + p·stepA], B[p, j] at b[p·stepB + j],
    /// C[i, j] at c[i·rowC + j]. Meanwhile the lines next, next + stepNext … are fetched: B's next panel.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Tile<TPart, TVectors, TRows>(nint k, T* a, nint rowA, nint stepA, T* b, nint stepB, T* c, nint rowC, bool add, int part, T* next, nint stepNext)
        where TPart : unmanaged
        where TVectors : unmanaged
        where TRows : unmanaged
    {
        TVector c00 = TSimd.Zero, c01 = c00, c02 = c00;
        TVector c10 = TSimd.Zero, c11 = c10, c12 = c10;
        TVector c20 = TSimd.Zero, c21 = c20, c22 = c20;
        TVector c30 = TSimd.Zero, c31 = c30, c32 = c30;
        TVector c40 = TSimd.Zero, c41 = c40, c42 = c40;
        TVector c50 = TSimd.Zero, c51 = c50, c52 = c50;
        TVector c60 = TSimd.Zero, c61 = c60, c62 = c60;
        TVector c70 = TSimd.Zero, c71 = c70, c72 = c70;
        TVector b0, b1 = c00, b2 = c00;
        nint rowA2 = 2 * rowA, rowA3 = 3 * rowA;
        var a4 = a + 4 * rowA;
        for (; k > 0; k--)
        {
            b0 = sizeof(TPart) == 1 && sizeof(TVectors) == 1 ? TSimd.Load(b, part) : TSimd.Load(b);
            if (sizeof(TVectors) > 1)
                b1 = sizeof(TPart) == 1 && sizeof(TVectors) == 2 ? TSimd.Load(b + TSimd.Count, part) : TSimd.Load(b + TSimd.Count);
            if (sizeof(TVectors) > 2)
                b2 = sizeof(TPart) == 1 ? TSimd.Load(b + 2 * TSimd.Count, part) : TSimd.Load(b + 2 * TSimd.Count);

            var x = TSimd.Broadcast(a);
            c00 = TSimd.Fma(x, b0, c00);
            if (sizeof(TVectors) > 1)
                c01 = TSimd.Fma(x, b1, c01);
            if (sizeof(TVectors) > 2)
                c02 = TSimd.Fma(x, b2, c02);
            if (sizeof(TRows) > 1)
            {
                x = TSimd.Broadcast(a + rowA);
                c10 = TSimd.Fma(x, b0, c10);
                if (sizeof(TVectors) > 1)
                    c11 = TSimd.Fma(x, b1, c11);
                if (sizeof(TVectors) > 2)
                    c12 = TSimd.Fma(x, b2, c12);
            }

            if (sizeof(TRows) > 2)
            {
                x = TSimd.Broadcast(a + rowA2);
                c20 = TSimd.Fma(x, b0, c20);
                if (sizeof(TVectors) > 1)
                    c21 = TSimd.Fma(x, b1, c21);
                if (sizeof(TVectors) > 2)
                    c22 = TSimd.Fma(x, b2, c22);
            }

            if (sizeof(TRows) > 3)
            {
                x = TSimd.Broadcast(a + rowA3);
                c30 = TSimd.Fma(x, b0, c30);
                if (sizeof(TVectors) > 1)
                    c31 = TSimd.Fma(x, b1, c31);
                if (sizeof(TVectors) > 2)
                    c32 = TSimd.Fma(x, b2, c32);
            }

            if (sizeof(TRows) == 8)
            {
                x = TSimd.Broadcast(a4);
                c40 = TSimd.Fma(x, b0, c40);
                if (sizeof(TVectors) > 1)
                    c41 = TSimd.Fma(x, b1, c41);
                if (sizeof(TVectors) > 2)
                    c42 = TSimd.Fma(x, b2, c42);
                x = TSimd.Broadcast(a4 + rowA);
                c50 = TSimd.Fma(x, b0, c50);
                if (sizeof(TVectors) > 1)
                    c51 = TSimd.Fma(x, b1, c51);
                if (sizeof(TVectors) > 2)
                    c52 = TSimd.Fma(x, b2, c52);
                x = TSimd.Broadcast(a4 + rowA2);
                c60 = TSimd.Fma(x, b0, c60);
                if (sizeof(TVectors) > 1)
                    c61 = TSimd.Fma(x, b1, c61);
                if (sizeof(TVectors) > 2)
                    c62 = TSimd.Fma(x, b2, c62);
                x = TSimd.Broadcast(a4 + rowA3);
                c70 = TSimd.Fma(x, b0, c70);
                if (sizeof(TVectors) > 1)
                    c71 = TSimd.Fma(x, b1, c71);
                if (sizeof(TVectors) > 2)
                    c72 = TSimd.Fma(x, b2, c72);
            }

            if (Sse.IsSupported)
                Sse.Prefetch1(next);
            next += stepNext;
            a += stepA;
            a4 += stepA;
            b += stepB;
        }

        Finish<TPart, TVectors>(c00, c01, c02, c, add, part);
        if (sizeof(TRows) > 1)
            Finish<TPart, TVectors>(c10, c11, c12, c + rowC, add, part);
        if (sizeof(TRows) > 2)
            Finish<TPart, TVectors>(c20, c21, c22, c + 2 * rowC, add, part);
        if (sizeof(TRows) > 3)
            Finish<TPart, TVectors>(c30, c31, c32, c + 3 * rowC, add, part);
        if (sizeof(TRows) == 8)
        {
            c += 4 * rowC;
            Finish<TPart, TVectors>(c40, c41, c42, c, add, part);
            Finish<TPart, TVectors>(c50, c51, c52, c + rowC, add, part);
            Finish<TPart, TVectors>(c60, c61, c62, c + 2 * rowC, add, part);
            Finish<TPart, TVectors>(c70, c71, c72, c + 3 * rowC, add, part);
        }
    }

    /// <summary>A row of the tile to C.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Finish<TPart, TVectors>(TVector c0, TVector c1, TVector c2, T* c, bool add, int part)
        where TPart : unmanaged
        where TVectors : unmanaged
    {
        if (sizeof(TVectors) > 1)
        {
            TSimd.Store(add ? TSimd.Add(TSimd.Load(c), c0) : c0, c);
            c += TSimd.Count;
            c0 = c1;
        }

        if (sizeof(TVectors) > 2)
        {
            TSimd.Store(add ? TSimd.Add(TSimd.Load(c), c0) : c0, c);
            c += TSimd.Count;
            c0 = c2;
        }

        if (sizeof(TPart) == 1)
            TSimd.Store(add ? TSimd.Add(TSimd.Load(c, part), c0) : c0, c, part);
        else
            TSimd.Store(add ? TSimd.Add(TSimd.Load(c), c0) : c0, c);
    }

    // Numbers as types: their sizes, which the JIT knows before it looks at a line that needs them not.

    [StructLayout(LayoutKind.Sequential, Size = 1)]
    private struct One;

    [StructLayout(LayoutKind.Sequential, Size = 2)]
    private struct Two;

    [StructLayout(LayoutKind.Sequential, Size = 3)]
    private struct Three;

    [StructLayout(LayoutKind.Sequential, Size = 4)]
    private struct Four;

    [StructLayout(LayoutKind.Sequential, Size = 8)]
    private struct Eight;

    /// <summary>Not all columns of the last vector exist.</summary>
    [StructLayout(LayoutKind.Sequential, Size = 1)]
    private struct Part;

    /// <summary>All do.</summary>
    [StructLayout(LayoutKind.Sequential, Size = 2)]
    private struct Whole;
}
