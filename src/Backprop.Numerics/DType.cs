namespace Backprop.Numerics;

/// <summary>What one element of a tensor is.</summary>
public enum DType
{
    /// <summary>IEEE 754 single precision, 4 bytes: what networks are trained in.</summary>
    Float32,

    /// <summary>IEEE 754 double precision, 8 bytes: what gradients are checked in.</summary>
    Float64,

    /// <summary>Signed 32-bit integer: class numbers, row numbers, steps.</summary>
    Int32,

    /// <summary>True or false, one byte: the result of a comparison.</summary>
    Boolean,
}

/// <summary>Facts about a <see cref="DType"/>.</summary>
public static class DTypes
{
    /// <summary>The dtype that stores values of <typeparamref name="T"/>.</summary>
    /// <exception cref="NotSupportedException">No dtype stores this type.</exception>
    public static DType Of<T>() where T : unmanaged =>
        typeof(T) == typeof(float) ? DType.Float32
        : typeof(T) == typeof(double) ? DType.Float64
        : typeof(T) == typeof(int) ? DType.Int32
        : typeof(T) == typeof(bool) ? DType.Boolean
        : throw new NotSupportedException($"a tensor holds float, double, int or bool, not {typeof(T).Name}");

    /// <summary>Bytes an element takes.</summary>
    public static int Size(this DType dtype) => dtype switch
    {
        DType.Float32 or DType.Int32 => 4,
        DType.Float64 => 8,
        DType.Boolean => 1,
        _ => throw new ArgumentOutOfRangeException(nameof(dtype), dtype, null),
    };

    /// <summary>The name people write: <c>float32</c>, <c>float64</c>, <c>int32</c>, <c>boolean</c>.</summary>
    public static string Name(this DType dtype) => dtype switch
    {
        DType.Float32 => "float32",
        DType.Float64 => "float64",
        DType.Int32 => "int32",
        DType.Boolean => "boolean",
        _ => throw new ArgumentOutOfRangeException(nameof(dtype), dtype, null),
    };

    /// <summary>Whether it is <see cref="DType.Float32"/> or <see cref="DType.Float64"/>.</summary>
    public static bool IsFloat(this DType dtype) => dtype is DType.Float32 or DType.Float64;

    /// <summary>A new zeroed managed array of <paramref name="count"/> elements.</summary>
    public static Array Allocate(this DType dtype, int count) => dtype switch
    {
        DType.Float32 => new float[count],
        DType.Float64 => new double[count],
        DType.Int32 => new int[count],
        DType.Boolean => new bool[count],
        _ => throw new ArgumentOutOfRangeException(nameof(dtype), dtype, null),
    };

    /// <summary>
    /// Zeros that begin at a cache line (64 bytes) and are never moved, so that speed does not depend on where they happen
    /// to lie: for what lasts.
    /// </summary>
    /// <returns>The array and where in it the <paramref name="count"/> elements begin.</returns>
    public static (Array Storage, int Offset) AllocateAligned(this DType dtype, int count) => dtype switch
    {
        DType.Float32 => Aligned<float>(count),
        DType.Float64 => Aligned<double>(count),
        DType.Int32 => Aligned<int>(count),
        DType.Boolean => Aligned<bool>(count),
        _ => throw new ArgumentOutOfRangeException(nameof(dtype), dtype, null),
    };

    private static unsafe (Array Storage, int Offset) Aligned<T>(int count) where T : unmanaged
    {
        const int line = 64;
        var array = GC.AllocateArray<T>(count + line / sizeof(T), pinned: true);
        var address = (nint)System.Runtime.CompilerServices.Unsafe.AsPointer(ref System.Runtime.InteropServices.MemoryMarshal.GetArrayDataReference(array));
        return (array, (int)((line - address % line) % line) / sizeof(T));
    }
}
