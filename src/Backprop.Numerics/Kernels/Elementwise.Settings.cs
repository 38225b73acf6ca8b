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

        // As in Map.
        var width = (nuint)Vector256<T>.Count;
        var end = (nuint)c.Length - width;
        var (lastLeft, lastRight) = (Vector256.LoadUnsafe(ref left, end), Vector256.LoadUnsafe(ref right, end));
        for (nuint i = 0; ; i += width)
        {
            var inside = i < end;
            var x = inside ? Vector256.LoadUnsafe(ref left, i) : lastLeft;
            var y = inside ? Vector256.LoadUnsafe(ref right, i) : lastRight;
            kernel.Apply(x, y).StoreUnsafe(ref to, inside ? i : end);
            if (!inside)
                return;
        }
    }
}
