using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Backprop.Numerics.Kernels;

// The same for vectors of 512 bits.
public static partial class Vectors
{
    /// <inheritdoc cref="Fma{T}(Vector256{T}, Vector256{T}, Vector256{T})"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<T> Fma<T>(Vector512<T> a, Vector512<T> b, Vector512<T> c) where T : unmanaged =>
        typeof(T) == typeof(float)
            ? Vector512.FusedMultiplyAdd(a.AsSingle(), b.AsSingle(), c.AsSingle()).As<float, T>()
            : Vector512.FusedMultiplyAdd(a.AsDouble(), b.AsDouble(), c.AsDouble()).As<double, T>();

    /// <summary>The value, rounded to <typeparamref name="T"/>, in every lane.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<T> Broadcast512<T>(double value) where T : unmanaged =>
        typeof(T) == typeof(float) ? Vector512.Create((float)value).As<float, T>()
        : typeof(T) == typeof(double) ? Vector512.Create(value).As<double, T>()
        : Vector512.Create((int)value).As<int, T>();

    /// <inheritdoc cref="Abs{T}(Vector256{T})"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<T> Abs<T>(Vector512<T> x) where T : unmanaged => Vector512.AndNot(x, SignBit512<T>());

    /// <inheritdoc cref="CopySign{T}(Vector256{T}, Vector256{T})"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<T> CopySign<T>(Vector512<T> x, Vector512<T> sign) where T : unmanaged =>
        Vector512.ConditionalSelect(SignBit512<T>(), sign, x);

    /// <inheritdoc cref="Sign{T}(Vector256{T})"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<T> Sign<T>(Vector512<T> x) where T : unmanaged =>
        // Zero and NaN stay as they are.
        Vector512.ConditionalSelect(Vector512.GreaterThan(Abs(x), Vector512<T>.Zero), CopySign(Broadcast512<T>(1), x), x);

    /// <inheritdoc cref="Sqrt{T}(Vector256{T})"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<T> Sqrt<T>(Vector512<T> x) where T : unmanaged => Vector512.Sqrt(x);

    /// <inheritdoc cref="Max{T}(Vector256{T}, Vector256{T})"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<T> Max<T>(Vector512<T> a, Vector512<T> b) where T : unmanaged =>
        Vector512.ConditionalSelect(Vector512.GreaterThan(a, b) | IsNaN(a), a, b);

    /// <inheritdoc cref="Min{T}(Vector256{T}, Vector256{T})"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<T> Min<T>(Vector512<T> a, Vector512<T> b) where T : unmanaged =>
        Vector512.ConditionalSelect(Vector512.LessThan(a, b) | IsNaN(a), a, b);

    /// <inheritdoc cref="Select{T}(Vector256{T}, Vector256{T}, Vector256{T})"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<T> Select<T>(Vector512<T> mask, Vector512<T> a, Vector512<T> b) where T : unmanaged =>
        Vector512.ConditionalSelect(mask, a, b);

    /// <inheritdoc cref="IsNaN{T}(Vector256{T})"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<T> IsNaN<T>(Vector512<T> x) where T : unmanaged => ~Vector512.Equals(x, x);

    /// <inheritdoc cref="IsFinite{T}(Vector256{T})"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<T> IsFinite<T>(Vector512<T> x) where T : unmanaged =>
        // x − x is 0 for finite x, NaN otherwise.
        Vector512.Equals(x - x, Vector512<T>.Zero);

    /// <summary>The sign bit alone, in every lane.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<T> SignBit512<T>() where T : unmanaged => Broadcast512<T>(-0.0);
}
