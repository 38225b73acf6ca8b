using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Backprop.Numerics.Kernels;

/// <summary>Copies of parts of A and B in the order in which tiles read them.</summary>
internal static unsafe class Packing
{
    /// <summary>target[p, i] = source[p, i] for i &lt; width, 0 up to <paramref name="room"/>; rows are <paramref name="stride"/> apart.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Straight<T>(T* source, nint stride, int width, int room, int k, T* target) where T : unmanaged
    {
        var bytes = width * sizeof(T);
        if (width == room && bytes == 3 * Vector512<byte>.Count && Vector512.IsHardwareAccelerated)
        {
            for (var p = 0; p < k; p++, source += stride, target += room)
            {
                Vector512<byte> a = Vector512.Load((byte*)source), b = Vector512.Load((byte*)source + 64), c = Vector512.Load((byte*)source + 128);
                a.Store((byte*)target);
                b.Store((byte*)target + 64);
                c.Store((byte*)target + 128);
            }

            return;
        }

        for (var p = 0; p < k; p++, source += stride, target += room)
        {
            Unsafe.CopyBlockUnaligned(target, source, (uint)bytes);
            if (width < room)
                Unsafe.InitBlockUnaligned(target + width, 0, (uint)(room * sizeof(T) - bytes));
        }
    }

    /// <summary>target[p, i] = source[i, p] for i &lt; width, 0 up to <paramref name="room"/>; source rows are <paramref name="stride"/> apart.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Transposed<T>(T* source, nint stride, int width, int room, int k, T* target) where T : unmanaged
    {
        Transpose.Run(source, width, k, stride, target, room);
        if (width < room)
            for (var p = 0; p < k; p++)
                Unsafe.InitBlockUnaligned(target + (nint)p * room + width, 0, (uint)((room - width) * sizeof(T)));
    }
}
