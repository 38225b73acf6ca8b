using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Backprop.Numerics.Kernels;

/// <summary>
/// Operations on vectors of float or double that kernels are written with, each with one meaning on every processor.
/// (+, −, ·, /, comparisons and <see cref="Vector256.ConditionalSelect{T}"/> are exact anyway: use them as they are.)
/// </summary>
public static partial class Vectors
{
    /// <summary>a · b + c, rounded once.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<T> Fma<T>(Vector256<T> a, Vector256<T> b, Vector256<T> c) where T : unmanaged =>
        typeof(T) == typeof(float)
            ? Vector256.FusedMultiplyAdd(a.AsSingle(), b.AsSingle(), c.AsSingle()).As<float, T>()
            : Vector256.FusedMultiplyAdd(a.AsDouble(), b.AsDouble(), c.AsDouble()).As<double, T>();

    /// <summary>The value, rounded to <typeparamref name="T"/>, in every lane.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<T> Broadcast<T>(double value) where T : unmanaged =>
        typeof(T) == typeof(float) ? Vector256.Create((float)value).As<float, T>()
        : typeof(T) == typeof(double) ? Vector256.Create(value).As<double, T>()
        : Vector256.Create((int)value).As<int, T>();

    /// <summary>|x|: the sign bit cleared, of NaN too.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<T> Abs<T>(Vector256<T> x) where T : unmanaged => Vector256.AndNot(x, SignBit<T>());

    /// <summary>The magnitude of <paramref name="x"/> with the sign bit of <paramref name="sign"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<T> CopySign<T>(Vector256<T> x, Vector256<T> sign) where T : unmanaged =>
        Vector256.ConditionalSelect(SignBit<T>(), sign, x);

    /// <summary>−1, 0 or 1; NaN for NaN.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<T> Sign<T>(Vector256<T> x) where T : unmanaged =>
        // Zero and NaN stay as they are.
        Vector256.ConditionalSelect(Vector256.GreaterThan(Abs(x), Vector256<T>.Zero), CopySign(Broadcast<T>(1), x), x);

    /// <summary>√x, rounded once; NaN below zero.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<T> Sqrt<T>(Vector256<T> x) where T : unmanaged => Vector256.Sqrt(x);

    /// <summary>The larger; NaN if either is NaN; <paramref name="b"/> where they are equal (+0 and −0 are).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<T> Max<T>(Vector256<T> a, Vector256<T> b) where T : unmanaged =>
        Vector256.ConditionalSelect(Vector256.GreaterThan(a, b) | IsNaN(a), a, b);

    /// <summary>The smaller; NaN if either is NaN; <paramref name="b"/> where they are equal (+0 and −0 are).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<T> Min<T>(Vector256<T> a, Vector256<T> b) where T : unmanaged =>
        Vector256.ConditionalSelect(Vector256.LessThan(a, b) | IsNaN(a), a, b);

    /// <summary>Lane by lane <paramref name="a"/> where the mask's bits are set, else <paramref name="b"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<T> Select<T>(Vector256<T> mask, Vector256<T> a, Vector256<T> b) where T : unmanaged =>
        Vector256.ConditionalSelect(mask, a, b);

    /// <summary>All bits of a lane set where it is NaN.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<T> IsNaN<T>(Vector256<T> x) where T : unmanaged => ~Vector256.Equals(x, x);

    /// <summary>All bits of a lane set where it is neither infinite nor NaN.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<T> IsFinite<T>(Vector256<T> x) where T : unmanaged =>
        // x − x is 0 for finite x, NaN otherwise.
        Vector256.Equals(x - x, Vector256<T>.Zero);

    /// <summary>The sign bit alone, in every lane.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<T> SignBit<T>() where T : unmanaged => Broadcast<T>(-0.0);

    /// <summary>The first <paramref name="count"/> elements, zero in the lanes beyond.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static Vector256<T> LoadPart<T>(ref readonly T source, int count) where T : unmanaged
    {
        var vector = Vector256<T>.Zero;
        ref var lane = ref Unsafe.As<Vector256<T>, T>(ref vector);
        for (var i = 0; i < count; i++)
            Unsafe.Add(ref lane, i) = Unsafe.Add(ref Unsafe.AsRef(in source), i);
        return vector;
    }

    /// <summary>The lanes as memory.</summary>
    internal static Span<T> Lanes<T>(ref Vector256<T> vector) where T : unmanaged =>
        MemoryMarshal.CreateSpan(ref Unsafe.As<Vector256<T>, T>(ref vector), Vector256<T>.Count);

    /// <summary>Writes the first <paramref name="count"/> lanes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static void StorePart<T>(Vector256<T> vector, ref T target, int count) where T : unmanaged
    {
        ref var lane = ref Unsafe.As<Vector256<T>, T>(ref vector);
        for (var i = 0; i < count; i++)
            Unsafe.Add(ref target, i) = Unsafe.Add(ref lane, i);
    }
}
