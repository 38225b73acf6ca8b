using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Backprop.Numerics.Kernels;

// Comparisons, and choosing by them.
public static partial class Elementwise
{
    /// <summary>c[i] = whether a[i] and b[i] compare so; an input of one element stands for as many as the result has.</summary>
    /// <param name="a">[n] or [1], float, double or int</param>
    /// <param name="b">[n] or [1]</param>
    /// <param name="c">[n]</param>
    /// <exception cref="ShapeException">The lengths do not fit.</exception>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Compare<TKernel, T>(ReadOnlySpan<T> a, ReadOnlySpan<T> b, Span<bool> c)
        where TKernel : struct, ICompareKernel where T : unmanaged
    {
        var (aVaries, bVaries) = (Varies(a.Length, c.Length), Varies(b.Length, c.Length));
        if (c.IsEmpty)
            return;
        ref var left = ref MemoryMarshal.GetReference(a);
        ref var right = ref MemoryMarshal.GetReference(b);
        ref var to = ref Unsafe.As<bool, byte>(ref MemoryMarshal.GetReference(c));
        var (x, y) = (Vector256.Create(left), Vector256.Create(right));
        var width = Vector256<T>.Count;
        var i = 0;
        for (; i <= c.Length - width; i += width)
        {
            if (aVaries)
                x = Vector256.LoadUnsafe(ref left, (nuint)i);
            if (bVaries)
                y = Vector256.LoadUnsafe(ref right, (nuint)i);
            var bytes = MaskBytes(TKernel.Apply(x, y).ExtractMostSignificantBits());
            if (width == 8)
                Unsafe.WriteUnaligned(ref Unsafe.Add(ref to, i), bytes);
            else
                Unsafe.WriteUnaligned(ref Unsafe.Add(ref to, i), (uint)bytes);
        }

        var rest = c.Length - i;
        if (rest == 0)
            return;
        if (aVaries)
            x = Vectors.LoadPart(ref Unsafe.Add(ref left, i), rest);
        if (bVaries)
            y = Vectors.LoadPart(ref Unsafe.Add(ref right, i), rest);
        var bits = TKernel.Apply(x, y).ExtractMostSignificantBits();
        for (; i < c.Length; i++, bits >>= 1)
            c[i] = (bits & 1) != 0;
    }

    /// <summary>c = whether a and b compare so, broadcast to the result by NumPy's rule.</summary>
    /// <param name="a">Contiguous, of shape <paramref name="aShape"/>: float, double or int.</param>
    /// <param name="aShape">Can be expanded to <paramref name="cShape"/>.</param>
    /// <param name="b">Contiguous, of shape <paramref name="bShape"/>.</param>
    /// <param name="bShape">Can be expanded to <paramref name="cShape"/>.</param>
    /// <param name="c">Contiguous, of shape <paramref name="cShape"/>.</param>
    /// <param name="cShape">The shape of the result.</param>
    /// <param name="workers">The threads to share the work; none: the caller's alone.</param>
    /// <exception cref="ShapeException">A shape can't be expanded, or a span has not its shape's length.</exception>
    public static unsafe void Compare<TKernel, T>(
        ReadOnlySpan<T> a, Shape aShape, ReadOnlySpan<T> b, Shape bShape, Span<bool> c, Shape cShape, Workers? workers = null)
        where TKernel : struct, ICompareKernel where T : unmanaged
    {
        Check(a.Length, aShape);
        Check(b.Length, bShape);
        Check(c.Length, cShape);
        fixed (T* left = a, right = b)
        fixed (bool* to = c)
            RunRows(new CompareRows<TKernel, T>(left, aShape, right, bShape, to, cShape), cShape, workers);
    }

    /// <summary>d[i] = condition[i] ? a[i] : b[i]; an input of one element stands for as many as the result has.</summary>
    /// <param name="condition">[n] or [1]</param>
    /// <param name="a">[n] or [1], float, double or int</param>
    /// <param name="b">[n] or [1]</param>
    /// <param name="d">[n]; may be <paramref name="a"/> or <paramref name="b"/> itself.</param>
    /// <exception cref="ShapeException">The lengths do not fit.</exception>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Select<T>(ReadOnlySpan<bool> condition, ReadOnlySpan<T> a, ReadOnlySpan<T> b, Span<T> d) where T : unmanaged
    {
        var (varies, aVaries, bVaries) =
            (Varies(condition.Length, d.Length), Varies(a.Length, d.Length), Varies(b.Length, d.Length));
        if (d.IsEmpty)
            return;
        if (!varies)
        {
            var chosen = condition[0] ? a : b;
            if (chosen.Length == d.Length)
                chosen.CopyTo(d);
            else
                d.Fill(chosen[0]);
            return;
        }

        ref var where = ref MemoryMarshal.GetReference(condition);
        ref var left = ref MemoryMarshal.GetReference(a);
        ref var right = ref MemoryMarshal.GetReference(b);
        ref var to = ref MemoryMarshal.GetReference(d);
        var (x, y) = (Vector256.Create(left), Vector256.Create(right));
        var width = Vector256<T>.Count;
        var i = 0;
        for (; i <= d.Length - width; i += width)
        {
            if (aVaries)
                x = Vector256.LoadUnsafe(ref left, (nuint)i);
            if (bVaries)
                y = Vector256.LoadUnsafe(ref right, (nuint)i);
            Vector256.ConditionalSelect(LaneMask<T>(ref Unsafe.Add(ref where, i)), x, y).StoreUnsafe(ref to, (nuint)i);
        }

        for (; i < d.Length; i++)
            d[i] = condition[i] ? a[aVaries ? i : 0] : b[bVaries ? i : 0];
    }

    /// <summary>d = condition ? a : b, broadcast to the result by NumPy's rule.</summary>
    /// <param name="condition">Contiguous, of shape <paramref name="conditionShape"/>.</param>
    /// <param name="conditionShape">Can be expanded to <paramref name="dShape"/>.</param>
    /// <param name="a">Contiguous, of shape <paramref name="aShape"/>: float, double or int.</param>
    /// <param name="aShape">Can be expanded to <paramref name="dShape"/>.</param>
    /// <param name="b">Contiguous, of shape <paramref name="bShape"/>.</param>
    /// <param name="bShape">Can be expanded to <paramref name="dShape"/>.</param>
    /// <param name="d">Contiguous, of shape <paramref name="dShape"/>; may be an input of the same shape itself.</param>
    /// <param name="dShape">The shape of the result.</param>
    /// <param name="workers">The threads to share the work; none: the caller's alone.</param>
    /// <exception cref="ShapeException">A shape can't be expanded, or a span has not its shape's length.</exception>
    public static unsafe void Select<T>(
        ReadOnlySpan<bool> condition, Shape conditionShape, ReadOnlySpan<T> a, Shape aShape, ReadOnlySpan<T> b, Shape bShape,
        Span<T> d, Shape dShape, Workers? workers = null) where T : unmanaged
    {
        Check(condition.Length, conditionShape);
        Check(a.Length, aShape);
        Check(b.Length, bShape);
        Check(d.Length, dShape);
        fixed (bool* where = condition)
        fixed (T* left = a, right = b, to = d)
            RunRows(new SelectRows<T>(where, conditionShape, left, aShape, right, bShape, to, dShape), dShape, workers);
    }

    // Whether an input has an element for each of the result (rather than one for all of them).
    private static bool Varies(int input, int result) =>
        input == result || (input == 1 ? false : throw Lengths(input, result));

    // Bit i of eight becomes byte i, 0 or 1, in the memory order of a little-endian machine.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong MaskBytes(uint bits)
    {
        var spread = (bits * 0x0101010101010101UL) & 0x8040201008040201UL;
        var bytes = ((spread + 0x7F7F7F7F7F7F7F7FUL) >> 7) & 0x0101010101010101UL;
        return BitConverter.IsLittleEndian ? bytes : BinaryPrimitives.ReverseEndianness(bytes);
    }

    // All bits of a lane set where its bool is true.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<T> LaneMask<T>(ref readonly bool first) where T : unmanaged
    {
        ref var bytes = ref Unsafe.As<bool, byte>(ref Unsafe.AsRef(in first));
        if (Unsafe.SizeOf<T>() == 4)
        {
            var words = Vector128.WidenLower(Vector128.CreateScalar(Unsafe.ReadUnaligned<ulong>(ref bytes)).AsByte());
            return ~Vector256.Equals(Vector256.Create(Vector128.WidenLower(words), Vector128.WidenUpper(words)), Vector256<uint>.Zero)
                .As<uint, T>();
        }
        else
        {
            var words = Vector128.WidenLower(Vector128.CreateScalar(Unsafe.ReadUnaligned<uint>(ref bytes)).AsByte());
            var halves = Vector128.WidenLower(words);
            return ~Vector256.Equals(
                Vector256.Create(Vector128.WidenLower(halves), Vector128.WidenUpper(halves)), Vector256<ulong>.Zero).As<ulong, T>();
        }
    }
}
