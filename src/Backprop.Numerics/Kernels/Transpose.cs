using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Backprop.Numerics.Kernels;

/// <summary>2-D transposes, block by block, so that both sides stay in the nearest cache. Bits are only moved.</summary>
internal static unsafe class Transpose
{
    private const int Block = 16;

    /// <summary>target[j·targetStride + i] = source[i·sourceStride + j] for i &lt; rows, j &lt; columns.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Run<T>(T* source, int rows, int columns, nint sourceStride, T* target, nint targetStride) where T : unmanaged
    {
        for (var j0 = 0; j0 < columns; j0 += Block)
        {
            var width = Math.Min(Block, columns - j0);
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

    /// <summary>16 rows of 16 floats. Rows i, i + 4, i + 8 and i + 12 share a register: then every step stays within 128 bits.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Sixteen(float* source, nint sourceStride, float* target, nint targetStride)
    {
        for (var end = source + 16; source < end; source += 4, target += 4 * targetStride)
        {
            var a = Gather(source, 4 * sourceStride);
            var b = Gather(source + sourceStride, 4 * sourceStride);
            var c = Gather(source + 2 * sourceStride, 4 * sourceStride);
            var d = Gather(source + 3 * sourceStride, 4 * sourceStride);
            Vector512<float> ab = Avx512F.UnpackLow(a, b), cd = Avx512F.UnpackLow(c, d);
            Avx512F.Shuffle(ab, cd, 0x44).Store(target);
            Avx512F.Shuffle(ab, cd, 0xEE).Store(target + targetStride);
            ab = Avx512F.UnpackHigh(a, b);
            cd = Avx512F.UnpackHigh(c, d);
            Avx512F.Shuffle(ab, cd, 0x44).Store(target + 2 * targetStride);
            Avx512F.Shuffle(ab, cd, 0xEE).Store(target + 3 * targetStride);
        }
    }

    /// <summary>8 rows of 16 doubles.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Eight(double* source, nint sourceStride, double* target, nint targetStride)
    {
        for (var end = source + 16; source < end; source += 2, target += 2 * targetStride)
        {
            var a = Gather(source, 2 * sourceStride);
            var b = Gather(source + sourceStride, 2 * sourceStride);
            Avx512F.UnpackLow(a, b).Store(target);
            Avx512F.UnpackHigh(a, b).Store(target + targetStride);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<T> Gather<T>(T* source, nint stride) where T : unmanaged => Vector512.Create(
        Vector256.Create(Vector128.Load(source), Vector128.Load(source + stride)),
        Vector256.Create(Vector128.Load(source + 2 * stride), Vector128.Load(source + 3 * stride)));

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
