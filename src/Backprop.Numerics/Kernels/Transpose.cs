using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Backprop.Numerics.Kernels;

/// <summary>2-D transposes, block by block, so that both sides stay in the nearest cache. Bits are only moved.</summary>
internal static unsafe class Transpose
{
    private const int Ahead = 64; // floats by which rows are fetched ahead
    private const int Block = 16; // columns: a cache line of floats, two of doubles

    /// <summary>target[j·targetStride + i] = source[i·sourceStride + j] for i &lt; rows, j &lt; columns.</summary>
    public static void Run<T>(T* source, int rows, int columns, nint sourceStride, T* target, nint targetStride) where T : unmanaged
    {
        // Where all rows begin at the same place of a cache line, blocks begin where lines do.
        var head = Head(source, sourceStride);
        for (int j0 = 0, width; j0 < columns; j0 += width)
        {
            width = Math.Min(j0 == 0 && head > 0 ? head : Block, columns - j0);
            var from = source + j0;
            var to = target + j0 * targetStride;
            var i = 0;
            if (sizeof(T) == 4 && Avx512F.IsSupported && width == Block)
                for (; i <= rows - 16; i += 16, from += 16 * sourceStride, to += 16)
                    Sixteen((float*)from, sourceStride, (float*)to, targetStride);
            if (sizeof(T) == 8 && Avx512F.IsSupported && width == Block)
                for (; i <= rows - 8; i += 8, from += 8 * sourceStride, to += 8)
                    Eight((double*)from, sourceStride, (double*)to, targetStride);
            if (sizeof(T) == 4 && Avx.IsSupported)
                for (; i <= rows - 8; i += 8, from += 8 * sourceStride, to += 8)
                    Eight((float*)from, width, sourceStride, (float*)to, targetStride);
            if (sizeof(T) == 8 && Avx.IsSupported)
                for (; i <= rows - 4; i += 4, from += 4 * sourceStride, to += 4)
                    Four((double*)from, width, sourceStride, (double*)to, targetStride);
            for (var j = 0; j < width; j++)
                for (var rest = 0; rest < rows - i; rest++)
                    to[j * targetStride + rest] = from[rest * sourceStride + j];
        }
    }

    /// <summary>The columns before the first cache line that begins at the same column in all rows; 0 if there is none.</summary>
    public static int Head<T>(T* source, nint sourceStride) where T : unmanaged =>
        sourceStride * sizeof(T) % 64 == 0 ? (int)(-(nint)source & 63) / sizeof(T) : 0;

    /// <summary>
    /// 16 rows of 16 floats. Whole rows are loaded, each once: rows that lie a power of two apart share one set of the
    /// nearest cache, which has fewer places than 16.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Sixteen(float* source, nint sourceStride, float* target, nint targetStride)
    {
        var (a0, a1, a2, a3) = FourColumns(source, sourceStride);
        var (b0, b1, b2, b3) = FourColumns(source + 4 * sourceStride, sourceStride);
        var (c0, c1, c2, c3) = FourColumns(source + 8 * sourceStride, sourceStride);
        var (d0, d1, d2, d3) = FourColumns(source + 12 * sourceStride, sourceStride);
        JoinColumns(a0, b0, c0, d0, target, 4 * targetStride);
        JoinColumns(a1, b1, c1, d1, target + targetStride, 4 * targetStride);
        JoinColumns(a2, b2, c2, d2, target + 2 * targetStride, 4 * targetStride);
        JoinColumns(a3, b3, c3, d3, target + 3 * targetStride, 4 * targetStride);
    }

    /// <summary>Of 4 rows: the columns j, j + 4, j + 8 and j + 12 in the quarters of register j.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static (Vector512<float>, Vector512<float>, Vector512<float>, Vector512<float>) FourColumns(float* source, nint stride)
    {
        Vector512<float> a = Vector512.Load(source), b = Vector512.Load(source + stride);
        Vector512<float> c = Vector512.Load(source + 2 * stride), d = Vector512.Load(source + 3 * stride);
        Sse.Prefetch1(source + Ahead);
        Sse.Prefetch1(source + stride + Ahead);
        Sse.Prefetch1(source + 2 * stride + Ahead);
        Sse.Prefetch1(source + 3 * stride + Ahead);
        Vector512<float> abLow = Avx512F.UnpackLow(a, b), abHigh = Avx512F.UnpackHigh(a, b);
        Vector512<float> cdLow = Avx512F.UnpackLow(c, d), cdHigh = Avx512F.UnpackHigh(c, d);
        return (
            Avx512F.Shuffle(abLow, cdLow, 0x44), Avx512F.Shuffle(abLow, cdLow, 0xEE),
            Avx512F.Shuffle(abHigh, cdHigh, 0x44), Avx512F.Shuffle(abHigh, cdHigh, 0xEE));
    }

    /// <summary>Quarter q of all four is a column; columns are <paramref name="stride"/> apart.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void JoinColumns(Vector512<float> a, Vector512<float> b, Vector512<float> c, Vector512<float> d, float* target, nint stride)
    {
        Vector512<float> ab = Avx512F.Shuffle4x128(a, b, 0x88), cd = Avx512F.Shuffle4x128(c, d, 0x88);
        Avx512F.Shuffle4x128(ab, cd, 0x88).Store(target);
        Avx512F.Shuffle4x128(ab, cd, 0xDD).Store(target + 2 * stride);
        ab = Avx512F.Shuffle4x128(a, b, 0xDD);
        cd = Avx512F.Shuffle4x128(c, d, 0xDD);
        Avx512F.Shuffle4x128(ab, cd, 0x88).Store(target + stride);
        Avx512F.Shuffle4x128(ab, cd, 0xDD).Store(target + 3 * stride);
    }

    /// <summary>8 rows of 16 doubles.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Eight(double* source, nint sourceStride, double* target, nint targetStride)
    {
        for (var end = source + 16; source < end; source += 8, target += 8 * targetStride)
        {
            var (a0, a1) = TwoColumns(source, sourceStride);
            var (b0, b1) = TwoColumns(source + 2 * sourceStride, sourceStride);
            var (c0, c1) = TwoColumns(source + 4 * sourceStride, sourceStride);
            var (d0, d1) = TwoColumns(source + 6 * sourceStride, sourceStride);
            JoinColumns(a0.AsSingle(), b0.AsSingle(), c0.AsSingle(), d0.AsSingle(), (float*)target, 4 * targetStride);
            JoinColumns(a1.AsSingle(), b1.AsSingle(), c1.AsSingle(), d1.AsSingle(), (float*)(target + targetStride), 4 * targetStride);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static (Vector512<double>, Vector512<double>) TwoColumns(double* source, nint stride)
    {
        Vector512<double> a = Vector512.Load(source), b = Vector512.Load(source + stride);
        return (Avx512F.UnpackLow(a, b), Avx512F.UnpackHigh(a, b));
    }

    /// <summary>8 rows of floats.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Eight(float* source, int width, nint sourceStride, float* target, nint targetStride)
    {
        var j = 0;
        for (; j <= width - 4; j += 4, source += 4, target += 4 * targetStride)
        {
            var half = source + 4 * sourceStride;
            nint two = 2 * sourceStride, three = 3 * sourceStride;
            var a = Vector256.Create(Vector128.Load(source), Vector128.Load(half));
            var b = Vector256.Create(Vector128.Load(source + sourceStride), Vector128.Load(half + sourceStride));
            var c = Vector256.Create(Vector128.Load(source + two), Vector128.Load(half + two));
            var d = Vector256.Create(Vector128.Load(source + three), Vector128.Load(half + three));
            Vector256<float> ab = Avx.UnpackLow(a, b), cd = Avx.UnpackLow(c, d);
            Avx.Shuffle(ab, cd, 0x44).Store(target);
            Avx.Shuffle(ab, cd, 0xEE).Store(target + targetStride);
            ab = Avx.UnpackHigh(a, b);
            cd = Avx.UnpackHigh(c, d);
            Avx.Shuffle(ab, cd, 0x44).Store(target + 2 * targetStride);
            Avx.Shuffle(ab, cd, 0xEE).Store(target + 3 * targetStride);
        }

        for (; j < width; j++, source++, target += targetStride)
            for (var i = 0; i < 8; i++)
                target[i] = source[i * sourceStride];
    }

    /// <summary>4 rows of doubles.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Four(double* source, int width, nint sourceStride, double* target, nint targetStride)
    {
        var j = 0;
        for (; j <= width - 2; j += 2, source += 2, target += 2 * targetStride)
        {
            var a = Vector256.Create(Vector128.Load(source), Vector128.Load(source + 2 * sourceStride));
            var b = Vector256.Create(Vector128.Load(source + sourceStride), Vector128.Load(source + 3 * sourceStride));
            Avx.UnpackLow(a, b).Store(target);
            Avx.UnpackHigh(a, b).Store(target + targetStride);
        }

        for (; j < width; j++, source++, target += targetStride)
            for (var i = 0; i < 4; i++)
                target[i] = source[i * sourceStride];
    }
}
