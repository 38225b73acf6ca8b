using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Backprop.Numerics.Kernels;

// Two inputs and a kernel with settings.
public static partial class Elementwise
{
    /// <summary>c[i] = f(a[i], b[i]) with a kernel that has settings.</summary>
    /// <param name="kernel">The kernel.</param>
    /// <param name="a">[n]</param>
    /// <param name="b">[n]</param>
    /// <param name="c">[n]; may be an input itself.</param>
    /// <exception cref="ShapeException">The lengths differ.</exception>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Zip<TKernel, T>(TKernel kernel, ReadOnlySpan<T> a, ReadOnlySpan<T> b, Span<T> c)
        where TKernel : struct, IBinaryParameterKernel where T : unmanaged
    {
        if (a.Length != c.Length || b.Length != c.Length)
            throw Lengths(a.Length != c.Length ? a.Length : b.Length, c.Length);
        ref var left = ref MemoryMarshal.GetReference(a);
        ref var right = ref MemoryMarshal.GetReference(b);
        ref var to = ref MemoryMarshal.GetReference(c);
        if (c.Length < Vector256<T>.Count)
        {
            var (leftPart, rightPart) = (Vectors.LoadPart(ref left, c.Length), Vectors.LoadPart(ref right, c.Length));
            Zip(kernel, Vectors.Lanes(ref leftPart), Vectors.Lanes(ref rightPart), Vectors.Lanes(ref leftPart));
            Vectors.StorePart(leftPart, ref to, c.Length);
            return;
        }

        if (Vector512.IsHardwareAccelerated && TKernel.IsWide && c.Length >= Vector512<T>.Count)
        {
            ZipWide(kernel, ref left, ref right, ref to, c.Length);
            return;
        }

        // As in Map.
        var width = (nuint)Vector256<T>.Count;
        var end = (nuint)c.Length - width;
        var (nextLeft, nextRight) = (Vector256.LoadUnsafe(ref left), Vector256.LoadUnsafe(ref right));
        for (nuint i = 0; ;)
        {
            var (at, x, y) = (i, nextLeft, nextRight);
            i = Math.Min(i + width, end);
            nextLeft = Vector256.LoadUnsafe(ref left, i);
            nextRight = Vector256.LoadUnsafe(ref right, i);
            kernel.Apply(x, y).StoreUnsafe(ref to, at);
            if (at == end)
                return;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void ZipWide<TKernel, T>(TKernel kernel, ref T left, ref T right, ref T to, int length)
        where TKernel : struct, IBinaryParameterKernel where T : unmanaged
    {
        var width = (nuint)Vector512<T>.Count;
        var end = (nuint)length - width;
        var (nextLeft, nextRight) = (Vector512.LoadUnsafe(ref left), Vector512.LoadUnsafe(ref right));
        for (nuint i = 0; ;)
        {
            var (at, x, y) = (i, nextLeft, nextRight);
            i = Math.Min(i + width, end);
            nextLeft = Vector512.LoadUnsafe(ref left, i);
            nextRight = Vector512.LoadUnsafe(ref right, i);
            kernel.Apply(x, y).StoreUnsafe(ref to, at);
            if (at == end)
                return;
        }
    }
}
