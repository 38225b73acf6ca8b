using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Backprop.Numerics.Kernels;

/// <summary>Beside <see cref="Vectors"/>: parts of vectors, and other widths.</summary>
internal static class Lanes
{
    /// <summary>a · b + c, rounded once.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<T> Fma<T>(Vector128<T> a, Vector128<T> b, Vector128<T> c) where T : unmanaged
    {
        if (typeof(T) == typeof(float))
            return Vector128.FusedMultiplyAdd(a.AsSingle(), b.AsSingle(), c.AsSingle()).As<float, T>();
        if (typeof(T) == typeof(double))
            return Vector128.FusedMultiplyAdd(a.AsDouble(), b.AsDouble(), c.AsDouble()).As<double, T>();
        throw new NotSupportedException();
    }

    /// <summary>a · b + c, rounded once.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<T> Fma<T>(Vector512<T> a, Vector512<T> b, Vector512<T> c) where T : unmanaged
    {
        if (typeof(T) == typeof(float))
            return Vector512.FusedMultiplyAdd(a.AsSingle(), b.AsSingle(), c.AsSingle()).As<float, T>();
        if (typeof(T) == typeof(double))
            return Vector512.FusedMultiplyAdd(a.AsDouble(), b.AsDouble(), c.AsDouble()).As<double, T>();
        throw new NotSupportedException();
    }

    /// <summary>A mask of the first <paramref name="count"/> lanes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<T> FirstLanes<T>(int count) where T : unmanaged =>
        sizeof(int) == Unsafe.SizeOf<T>()
            ? Vector256.LessThan(Vector256<int>.Indices, Vector256.Create(count)).As<int, T>()
            : Vector256.LessThan(Vector256<long>.Indices, Vector256.Create((long)count)).As<long, T>();

    /// <summary>The first <paramref name="count"/> elements; lanes beyond are 0 and nothing is read there.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static unsafe Vector256<T> LoadFirst<T>(T* source, int count) where T : unmanaged
    {
        if (Avx.IsSupported && typeof(T) == typeof(float))
            return Avx.MaskLoad((float*)source, FirstLanes<float>(count)).As<float, T>();
        if (Avx.IsSupported && typeof(T) == typeof(double))
            return Avx.MaskLoad((double*)source, FirstLanes<double>(count)).As<double, T>();
        var buffer = Vector256<T>.Zero;
        var lanes = (T*)&buffer;
        for (var i = 0; i < count; i++)
            lanes[i] = source[i];
        return buffer;
    }

    /// <summary>Writes the first <paramref name="count"/> lanes and nothing beyond.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static unsafe void StoreFirst<T>(Vector256<T> value, T* target, int count) where T : unmanaged
    {
        if (Avx.IsSupported && typeof(T) == typeof(float))
        {
            Avx.MaskStore((float*)target, FirstLanes<float>(count), value.AsSingle());
            return;
        }

        if (Avx.IsSupported && typeof(T) == typeof(double))
        {
            Avx.MaskStore((double*)target, FirstLanes<double>(count), value.AsDouble());
            return;
        }

        var lanes = (T*)&value;
        for (var i = 0; i < count; i++)
            target[i] = lanes[i];
    }

    /// <summary>The upper half of the lanes, moved down.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<T> UpperHalf<T>(Vector256<T> x) where T : unmanaged => x.GetUpper().ToVector256Unsafe();
}
