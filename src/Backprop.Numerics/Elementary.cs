using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Backprop.Numerics.Kernels;

namespace Backprop.Numerics;

/// <summary>
/// Elementary functions of our own: libm differs between systems, these give the same bits on all of them. Each lane's
/// result depends on that lane alone, and a number alone gives the bits it would give in a vector. The largest errors are
/// measured in docs/elementary-functions.md. NaN gives NaN.
/// </summary>
public static partial class Elementary
{
    /// <summary>eˣ. 1 at 0; 0 at −∞; subnormal results are rounded properly.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<T> Exp<T>(Vector256<T> x) where T : unmanaged =>
        typeof(T) == typeof(float)
            ? SingleFunctions.Exp(x.AsSingle()).As<float, T>()
            : DoubleFunctions.Exp(x.AsDouble()).As<double, T>();

    /// <inheritdoc cref="Exp{T}(Vector256{T})"/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static float Exp(float x) => SingleFunctions.Exp(Vector256.CreateScalar(x)).ToScalar();

    /// <inheritdoc cref="Exp{T}(Vector256{T})"/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static double Exp(double x) => DoubleFunctions.Exp(Vector256.CreateScalar(x)).ToScalar();

    /// <summary>eˣ − 1, exact near 0 where eˣ − 1 would cancel. ±0 and tiny x are returned as they are.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<T> Expm1<T>(Vector256<T> x) where T : unmanaged =>
        typeof(T) == typeof(float)
            ? SingleFunctions.Expm1(x.AsSingle()).As<float, T>()
            : DoubleFunctions.Expm1(x.AsDouble()).As<double, T>();

    /// <inheritdoc cref="Expm1{T}(Vector256{T})"/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static float Expm1(float x) => SingleFunctions.Expm1(Vector256.CreateScalar(x)).ToScalar();

    /// <inheritdoc cref="Expm1{T}(Vector256{T})"/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static double Expm1(double x) => DoubleFunctions.Expm1(Vector256.CreateScalar(x)).ToScalar();

    /// <summary>ln x. −∞ at ±0; NaN below 0.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<T> Log<T>(Vector256<T> x) where T : unmanaged =>
        typeof(T) == typeof(float)
            ? SingleFunctions.Log(x.AsSingle()).As<float, T>()
            : DoubleFunctions.Log(x.AsDouble()).As<double, T>();

    /// <inheritdoc cref="Log{T}(Vector256{T})"/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static float Log(float x) => SingleFunctions.Log(Vector256.CreateScalar(x)).ToScalar();

    /// <inheritdoc cref="Log{T}(Vector256{T})"/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static double Log(double x) => DoubleFunctions.Log(Vector256.CreateScalar(x)).ToScalar();

    /// <summary>ln(1 + x), exact near 0. −∞ at −1; NaN below.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<T> Log1p<T>(Vector256<T> x) where T : unmanaged =>
        typeof(T) == typeof(float)
            ? SingleFunctions.Log1p(x.AsSingle()).As<float, T>()
            : DoubleFunctions.Log1p(x.AsDouble()).As<double, T>();

    /// <inheritdoc cref="Log1p{T}(Vector256{T})"/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static float Log1p(float x) => SingleFunctions.Log1p(Vector256.CreateScalar(x)).ToScalar();

    /// <inheritdoc cref="Log1p{T}(Vector256{T})"/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static double Log1p(double x) => DoubleFunctions.Log1p(Vector256.CreateScalar(x)).ToScalar();

    /// <summary>log₂ x. A whole number for powers of 2; −∞ at ±0; NaN below 0.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<T> Log2<T>(Vector256<T> x) where T : unmanaged =>
        typeof(T) == typeof(float)
            ? SingleFunctions.Log2(x.AsSingle()).As<float, T>()
            : DoubleFunctions.Log2(x.AsDouble()).As<double, T>();

    /// <inheritdoc cref="Log2{T}(Vector256{T})"/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static float Log2(float x) => SingleFunctions.Log2(Vector256.CreateScalar(x)).ToScalar();

    /// <inheritdoc cref="Log2{T}(Vector256{T})"/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static double Log2(double x) => DoubleFunctions.Log2(Vector256.CreateScalar(x)).ToScalar();

    /// <summary>√x, by the hardware, rounded properly. NaN below 0.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<T> Sqrt<T>(Vector256<T> x) where T : unmanaged =>
        Vectors.Sqrt(x);

    /// <inheritdoc cref="Sqrt{T}(Vector256{T})"/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static float Sqrt(float x) => float.Sqrt(x);

    /// <inheritdoc cref="Sqrt{T}(Vector256{T})"/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static double Sqrt(double x) => double.Sqrt(x);

    /// <summary>(eˣ − e⁻ˣ) / (eˣ + e⁻ˣ). ±1 for large |x|.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<T> Tanh<T>(Vector256<T> x) where T : unmanaged =>
        typeof(T) == typeof(float)
            ? SingleFunctions.Tanh(x.AsSingle()).As<float, T>()
            : DoubleFunctions.Tanh(x.AsDouble()).As<double, T>();

    /// <inheritdoc cref="Tanh{T}(Vector256{T})"/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static float Tanh(float x) => SingleFunctions.Tanh(Vector256.CreateScalar(x)).ToScalar();

    /// <inheritdoc cref="Tanh{T}(Vector256{T})"/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static double Tanh(double x) => DoubleFunctions.Tanh(Vector256.CreateScalar(x)).ToScalar();

    /// <summary>1 / (1 + e⁻ˣ). Precise for negative x, too, down to subnormal results.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<T> Sigmoid<T>(Vector256<T> x) where T : unmanaged =>
        typeof(T) == typeof(float)
            ? SingleFunctions.Sigmoid(x.AsSingle()).As<float, T>()
            : DoubleFunctions.Sigmoid(x.AsDouble()).As<double, T>();

    /// <inheritdoc cref="Sigmoid{T}(Vector256{T})"/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static float Sigmoid(float x) => SingleFunctions.Sigmoid(Vector256.CreateScalar(x)).ToScalar();

    /// <inheritdoc cref="Sigmoid{T}(Vector256{T})"/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static double Sigmoid(double x) => DoubleFunctions.Sigmoid(Vector256.CreateScalar(x)).ToScalar();

    /// <summary>ln(1 + eˣ). Never overflows.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<T> Softplus<T>(Vector256<T> x) where T : unmanaged =>
        typeof(T) == typeof(float)
            ? SingleFunctions.Softplus(x.AsSingle()).As<float, T>()
            : DoubleFunctions.Softplus(x.AsDouble()).As<double, T>();

    /// <inheritdoc cref="Softplus{T}(Vector256{T})"/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static float Softplus(float x) => SingleFunctions.Softplus(Vector256.CreateScalar(x)).ToScalar();

    /// <inheritdoc cref="Softplus{T}(Vector256{T})"/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static double Softplus(double x) => DoubleFunctions.Softplus(Vector256.CreateScalar(x)).ToScalar();

    /// <summary>2/√π · ∫₀ˣ e^(−t²) dt. ±1 for large |x|.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<T> Erf<T>(Vector256<T> x) where T : unmanaged =>
        typeof(T) == typeof(float)
            ? SingleFunctions.Erf(x.AsSingle()).As<float, T>()
            : DoubleFunctions.Erf(x.AsDouble()).As<double, T>();

    /// <inheritdoc cref="Erf{T}(Vector256{T})"/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static float Erf(float x) => SingleFunctions.Erf(Vector256.CreateScalar(x)).ToScalar();

    /// <inheritdoc cref="Erf{T}(Vector256{T})"/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static double Erf(double x) => DoubleFunctions.Erf(Vector256.CreateScalar(x)).ToScalar();

    /// <summary>1 − erf x, precise where erf x is near 1. 2 at −∞, 0 at ∞.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<T> Erfc<T>(Vector256<T> x) where T : unmanaged =>
        typeof(T) == typeof(float)
            ? SingleFunctions.Erfc(x.AsSingle()).As<float, T>()
            : DoubleFunctions.Erfc(x.AsDouble()).As<double, T>();

    /// <inheritdoc cref="Erfc{T}(Vector256{T})"/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static float Erfc(float x) => SingleFunctions.Erfc(Vector256.CreateScalar(x)).ToScalar();

    /// <inheritdoc cref="Erfc{T}(Vector256{T})"/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static double Erfc(double x) => DoubleFunctions.Erfc(Vector256.CreateScalar(x)).ToScalar();

    /// <summary>sin x, x in radians of any size. NaN for ±∞.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<T> Sin<T>(Vector256<T> x) where T : unmanaged =>
        typeof(T) == typeof(float)
            ? SingleFunctions.Sin(x.AsSingle()).As<float, T>()
            : DoubleFunctions.Sin(x.AsDouble()).As<double, T>();

    /// <inheritdoc cref="Sin{T}(Vector256{T})"/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static float Sin(float x) => SingleFunctions.Sin(Vector256.CreateScalar(x)).ToScalar();

    /// <inheritdoc cref="Sin{T}(Vector256{T})"/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static double Sin(double x) => DoubleFunctions.Sin(Vector256.CreateScalar(x)).ToScalar();

    /// <summary>cos x, x in radians of any size. NaN for ±∞.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<T> Cos<T>(Vector256<T> x) where T : unmanaged =>
        typeof(T) == typeof(float)
            ? SingleFunctions.Cos(x.AsSingle()).As<float, T>()
            : DoubleFunctions.Cos(x.AsDouble()).As<double, T>();

    /// <inheritdoc cref="Cos{T}(Vector256{T})"/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static float Cos(float x) => SingleFunctions.Cos(Vector256.CreateScalar(x)).ToScalar();

    /// <inheritdoc cref="Cos{T}(Vector256{T})"/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static double Cos(double x) => DoubleFunctions.Cos(Vector256.CreateScalar(x)).ToScalar();

    /// <summary>
    /// xʸ, as C99 has it: 1 for y = 0 or x = 1 whatever the other; NaN for finite x below 0 unless y is whole; a sign for
    /// odd y only.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<T> Pow<T>(Vector256<T> x, Vector256<T> y) where T : unmanaged =>
        typeof(T) == typeof(float)
            ? SingleFunctions.Pow(x.AsSingle(), y.AsSingle()).As<float, T>()
            : DoubleFunctions.Pow(x.AsDouble(), y.AsDouble()).As<double, T>();

    /// <inheritdoc cref="Pow{T}(Vector256{T}, Vector256{T})"/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static float Pow(float x, float y) =>
        SingleFunctions.Pow(Vector256.CreateScalar(x), Vector256.CreateScalar(y)).ToScalar();

    /// <inheritdoc cref="Pow{T}(Vector256{T}, Vector256{T})"/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static double Pow(double x, double y) =>
        DoubleFunctions.Pow(Vector256.CreateScalar(x), Vector256.CreateScalar(y)).ToScalar();
}
