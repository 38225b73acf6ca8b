using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Backprop.Numerics.Kernels;

/// <summary>2-D transposes, block by block, so that both sides stay in the nearest cache.</summary>
internal static unsafe class Transpose
{
    private const int Block = 16;

    /// <summary>target[j·targetStride + i] = source[i·sourceStride + j] for i &lt; rows, j &lt; columns.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Run<T>(T* source, int rows, int columns, nint sourceStride, T* target, nint targetStride) where T : unmanaged
    {
        var side = Avx.IsSupported && sizeof(T) == 4 ? 8 : Avx.IsSupported && sizeof(T) == 8 ? 4 : Block;
        for (var j0 = 0; j0 < columns; j0 += Block)
        {
            var width = Math.Min(Block, columns - j0);
            for (var i0 = 0; i0 < rows; i0 += side)
            {
                var from = source + i0 * sourceStride + j0;
                var to = target + j0 * targetStride + i0;
                var height = Math.Min(side, rows - i0);
                var j = 0;
                if (side < Block && height == side)
                    for (; j <= width - side; j += side)
                        if (sizeof(T) == 4)
                            EightByEight((float*)(from + j), sourceStride, (float*)(to + j * targetStride), targetStride);
                        else
                            FourByFour((double*)(from + j), sourceStride, (double*)(to + j * targetStride), targetStride);
                for (; j < width; j++)
                    for (var i = 0; i < height; i++)
                        to[j * targetStride + i] = from[i * sourceStride + j];
            }
        }
    }

    /// <summary>Elements of 4 bytes; bits are only moved.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void EightByEight(float* source, nint sourceStride, float* target, nint targetStride)
    {
        var half = source + 4 * sourceStride;
        nint two = 2 * sourceStride, three = 3 * sourceStride;
        for (var side = 0; side < 2; side++, source += 4, half += 4, target += 4 * targetStride)
        {
            // Rows i and i + 4 in one register: then every step stays within 128 bits.
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
    }

    /// <summary>Elements of 8 bytes; bits are only moved.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void FourByFour(double* source, nint sourceStride, double* target, nint targetStride)
    {
        var half = source + 2 * sourceStride;
        for (var side = 0; side < 2; side++, source += 2, half += 2, target += 2 * targetStride)
        {
            var a = Vector256.Create(Vector128.Load(source), Vector128.Load(half));
            var b = Vector256.Create(Vector128.Load(source + sourceStride), Vector128.Load(half + sourceStride));
            Avx.UnpackLow(a, b).Store(target);
            Avx.UnpackHigh(a, b).Store(target + targetStride);
        }
    }
}
