using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Backprop.Numerics.Kernels;

namespace Backprop.Numerics;

// The same functions for vectors of 512 bits.
public static partial class Elementary
{
    /// <inheritdoc cref="Exp{T}(Vector256{T})"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<T> Exp<T>(Vector512<T> x) where T : unmanaged =>
        typeof(T) == typeof(float)
            ? SingleFunctions512.Exp(x.AsSingle()).As<float, T>()
            : DoubleFunctions512.Exp(x.AsDouble()).As<double, T>();

    /// <inheritdoc cref="Expm1{T}(Vector256{T})"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<T> Expm1<T>(Vector512<T> x) where T : unmanaged =>
        typeof(T) == typeof(float)
            ? SingleFunctions512.Expm1(x.AsSingle()).As<float, T>()
            : DoubleFunctions512.Expm1(x.AsDouble()).As<double, T>();

    /// <inheritdoc cref="Log{T}(Vector256{T})"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<T> Log<T>(Vector512<T> x) where T : unmanaged =>
        typeof(T) == typeof(float)
            ? SingleFunctions512.Log(x.AsSingle()).As<float, T>()
            : DoubleFunctions512.Log(x.AsDouble()).As<double, T>();

    /// <inheritdoc cref="Log1p{T}(Vector256{T})"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<T> Log1p<T>(Vector512<T> x) where T : unmanaged =>
        typeof(T) == typeof(float)
            ? SingleFunctions512.Log1p(x.AsSingle()).As<float, T>()
            : DoubleFunctions512.Log1p(x.AsDouble()).As<double, T>();

    /// <inheritdoc cref="Log2{T}(Vector256{T})"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<T> Log2<T>(Vector512<T> x) where T : unmanaged =>
        typeof(T) == typeof(float)
            ? SingleFunctions512.Log2(x.AsSingle()).As<float, T>()
            : DoubleFunctions512.Log2(x.AsDouble()).As<double, T>();

    /// <inheritdoc cref="Sqrt{T}(Vector256{T})"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<T> Sqrt<T>(Vector512<T> x) where T : unmanaged =>
        Vectors.Sqrt(x);

    /// <inheritdoc cref="Tanh{T}(Vector256{T})"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<T> Tanh<T>(Vector512<T> x) where T : unmanaged =>
        typeof(T) == typeof(float)
            ? SingleFunctions512.Tanh(x.AsSingle()).As<float, T>()
            : DoubleFunctions512.Tanh(x.AsDouble()).As<double, T>();

    /// <inheritdoc cref="Sigmoid{T}(Vector256{T})"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<T> Sigmoid<T>(Vector512<T> x) where T : unmanaged =>
        typeof(T) == typeof(float)
            ? SingleFunctions512.Sigmoid(x.AsSingle()).As<float, T>()
            : DoubleFunctions512.Sigmoid(x.AsDouble()).As<double, T>();

    /// <inheritdoc cref="Softplus{T}(Vector256{T})"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<T> Softplus<T>(Vector512<T> x) where T : unmanaged =>
        typeof(T) == typeof(float)
            ? SingleFunctions512.Softplus(x.AsSingle()).As<float, T>()
            : DoubleFunctions512.Softplus(x.AsDouble()).As<double, T>();

    /// <inheritdoc cref="Erf{T}(Vector256{T})"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<T> Erf<T>(Vector512<T> x) where T : unmanaged =>
        typeof(T) == typeof(float)
            ? SingleFunctions512.Erf(x.AsSingle()).As<float, T>()
            : DoubleFunctions512.Erf(x.AsDouble()).As<double, T>();

    /// <inheritdoc cref="Erfc{T}(Vector256{T})"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<T> Erfc<T>(Vector512<T> x) where T : unmanaged =>
        typeof(T) == typeof(float)
            ? SingleFunctions512.Erfc(x.AsSingle()).As<float, T>()
            : DoubleFunctions512.Erfc(x.AsDouble()).As<double, T>();

    /// <inheritdoc cref="Sin{T}(Vector256{T})"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<T> Sin<T>(Vector512<T> x) where T : unmanaged =>
        typeof(T) == typeof(float)
            ? SingleFunctions512.Sin(x.AsSingle()).As<float, T>()
            : DoubleFunctions512.Sin(x.AsDouble()).As<double, T>();

    /// <inheritdoc cref="Cos{T}(Vector256{T})"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<T> Cos<T>(Vector512<T> x) where T : unmanaged =>
        typeof(T) == typeof(float)
            ? SingleFunctions512.Cos(x.AsSingle()).As<float, T>()
            : DoubleFunctions512.Cos(x.AsDouble()).As<double, T>();

    /// <inheritdoc cref="Pow{T}(Vector256{T}, Vector256{T})"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<T> Pow<T>(Vector512<T> x, Vector512<T> y) where T : unmanaged =>
        typeof(T) == typeof(float)
            ? SingleFunctions512.Pow(x.AsSingle(), y.AsSingle()).As<float, T>()
            : DoubleFunctions512.Pow(x.AsDouble(), y.AsDouble()).As<double, T>();
}
