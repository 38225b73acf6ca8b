using System.Runtime.CompilerServices;

namespace Backprop.Numerics.Kernels;

/// <summary>Products with a row or a few: each element of B is used so seldom that reading it is what costs.</summary>
internal static unsafe class ThinProduct<T, TVector, TSimd>
    where T : unmanaged
    where TVector : struct
    where TSimd : struct, ISimd<T, TVector>
{
    /// <summary>Columns that are transposed at once.</summary>
    private static int Columns => 4 * TSimd.Count;

    /// <summary>Elements of k that are transposed at once: with all columns they fit the nearest cache.</summary>
    private const int Depth = 16;

    /// <summary>c[n] = the chains over a[k] · B[k, n], added to c if <paramref name="add"/>; B is read once, from its beginning to its end.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Row(in ProductArguments<T> x, bool add)
    {
        var scratch = add ? ProductScratch<T>.Rent() : null;
        var sums = add ? scratch!.Room(x.N) : x.C;
        int whole = x.N - x.N % TSimd.Count, part = x.N - whole;
        for (var p = 0; p < x.K; p += 4)
        {
            var rows = Math.Min(4, x.K - p);
            var a0 = x.A + p * x.StepA;
            var b0 = x.B + p * x.StepB;
            if (rows == 4)
                Four(a0, x.StepA, b0, x.StepB, sums, whole, part, first: p == 0);
            else
                for (var i = 0; i < rows; i++)
                    One(a0 + i * x.StepA, b0 + i * x.StepB, sums, whole, part, first: p + i == 0);
        }

        if (!add)
            return;
        for (var j = 0; j < whole; j += TSimd.Count)
            TSimd.Store(TSimd.Add(TSimd.Load(x.C + j), TSimd.Load(sums + j)), x.C + j);
        if (part > 0)
            TSimd.Store(TSimd.Add(TSimd.Load(x.C + whole, part), TSimd.Load(sums + whole, part)), x.C + whole, part);
        scratch!.Return();
    }

    /// <summary>Four steps of all chains.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Four(T* a, nint stepA, T* b, nint stepB, T* sums, int whole, int part, bool first)
    {
        TVector a0 = TSimd.Broadcast(a), a1 = TSimd.Broadcast(a + stepA);
        TVector a2 = TSimd.Broadcast(a + 2 * stepA), a3 = TSimd.Broadcast(a + 3 * stepA);
        T* b1 = b + stepB, b2 = b1 + stepB, b3 = b2 + stepB;
        for (var j = 0; j < whole; j += TSimd.Count)
        {
            var sum = TSimd.Fma(a0, TSimd.Load(b + j), first ? TSimd.Zero : TSimd.Load(sums + j));
            sum = TSimd.Fma(a1, TSimd.Load(b1 + j), sum);
            sum = TSimd.Fma(a2, TSimd.Load(b2 + j), sum);
            TSimd.Store(TSimd.Fma(a3, TSimd.Load(b3 + j), sum), sums + j);
        }

        if (part > 0)
        {
            var sum = TSimd.Fma(a0, TSimd.Load(b + whole, part), first ? TSimd.Zero : TSimd.Load(sums + whole, part));
            sum = TSimd.Fma(a1, TSimd.Load(b1 + whole, part), sum);
            sum = TSimd.Fma(a2, TSimd.Load(b2 + whole, part), sum);
            TSimd.Store(TSimd.Fma(a3, TSimd.Load(b3 + whole, part), sum), sums + whole, part);
        }
    }

    /// <summary>One step of all chains.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void One(T* a, T* b, T* sums, int whole, int part, bool first)
    {
        var a0 = TSimd.Broadcast(a);
        for (var j = 0; j < whole; j += TSimd.Count)
            TSimd.Store(TSimd.Fma(a0, TSimd.Load(b + j), first ? TSimd.Zero : TSimd.Load(sums + j)), sums + j);
        if (part > 0)
            TSimd.Store(TSimd.Fma(a0, TSimd.Load(b + whole, part), first ? TSimd.Zero : TSimd.Load(sums + whole, part)), sums + whole, part);
    }

    /// <summary>
    /// The first columns of C[m, n] = the chains over A[m, k] · B[k, n], added to C if <paramref name="add"/>, for B stored
    /// transposed; B is transposed in small blocks that stay in the nearest cache.
    /// </summary>
    /// <returns>How many columns are done; those left are fewer than a block.</returns>
    public static int Transposed(in ProductArguments<T> x, bool add)
    {
        var scratch = ProductScratch<T>.Rent();
        var block = scratch.Room(Columns * (Depth + x.M));
        var sums = block + Columns * Depth;
        var done = 0;
        for (; done <= x.N - Columns; done += Columns)
        {
            var head = Transpose.Head(x.B + done * x.ColumnB, x.ColumnB);
            for (int p = 0, depth; p < x.K; p += depth)
            {
                depth = Math.Min(p == 0 && head > 0 ? head : Depth, x.K - p);
                Transpose.Run(x.B + done * x.ColumnB + p, Columns, depth, x.ColumnB, block, Columns);
                for (var i = 0; i < x.M; i++)
                    Steps(x.A + i * x.RowA + p * x.StepA, x.StepA, block, depth, sums + i * Columns, first: p == 0);
            }

            for (var i = 0; i < x.M; i++)
                for (var j = 0; j < Columns; j += TSimd.Count)
                {
                    var c = x.C + i * x.RowC + done + j;
                    var sum = TSimd.Load(sums + i * Columns + j);
                    TSimd.Store(add ? TSimd.Add(TSimd.Load(c), sum) : sum, c);
                }
        }

        scratch.Return();
        return done;
    }

    /// <summary>Some steps of a block's chains.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Steps(T* a, nint stepA, T* block, int depth, T* sums, bool first)
    {
        TVector c0 = TSimd.Zero, c1 = TSimd.Zero, c2 = TSimd.Zero, c3 = TSimd.Zero;
        if (!first)
        {
            c0 = TSimd.Load(sums);
            c1 = TSimd.Load(sums + TSimd.Count);
            c2 = TSimd.Load(sums + 2 * TSimd.Count);
            c3 = TSimd.Load(sums + 3 * TSimd.Count);
        }

        for (; depth > 0; depth--, a += stepA, block += 4 * TSimd.Count)
        {
            var x = TSimd.Broadcast(a);
            c0 = TSimd.Fma(x, TSimd.Load(block), c0);
            c1 = TSimd.Fma(x, TSimd.Load(block + TSimd.Count), c1);
            c2 = TSimd.Fma(x, TSimd.Load(block + 2 * TSimd.Count), c2);
            c3 = TSimd.Fma(x, TSimd.Load(block + 3 * TSimd.Count), c3);
        }

        TSimd.Store(c0, sums);
        TSimd.Store(c1, sums + TSimd.Count);
        TSimd.Store(c2, sums + 2 * TSimd.Count);
        TSimd.Store(c3, sums + 3 * TSimd.Count);
    }
}
