using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Backprop.Numerics.Kernels;

/// <summary>Where the mean and deviation of an element stand.</summary>
internal interface IStatistics
{
    /// <summary>Of the elements from i on.</summary>
    static abstract unsafe Vector256<T> Load<T>(T* statistics, int i, int left) where T : unmanaged;
}

/// <summary>One for the row.</summary>
internal readonly struct PerRow : IStatistics
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static unsafe Vector256<T> Load<T>(T* statistics, int i, int left) where T : unmanaged => Vector256.Create(*statistics);
}

/// <summary>One for each column.</summary>
internal readonly struct PerColumn : IStatistics
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static unsafe Vector256<T> Load<T>(T* statistics, int i, int left) where T : unmanaged => NormalizeRow.Load(statistics + i, left);
}

/// <summary>
/// The elementwise steps of <see cref="Normalize"/> along one row. With c = x − mean and s the deviation: n = c / s;
/// da = dy · weight / s; dc = da + 2c · k with k = Σ −(da · n) / 2s / count; dx = dc + Σ −dc / count.
/// </summary>
internal static unsafe class NormalizeRow
{
    /// <summary>y = (x − mean)²</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Squares<T, TStatistics>(T* x, T* mean, int n, T* y) where T : unmanaged where TStatistics : struct, IStatistics
    {
        for (var i = 0; i < n; i += Vector256<T>.Count)
        {
            var c = Centred<T, TStatistics>(x, mean, i, n - i);
            Store(c * c, y + i, n - i);
        }
    }

    /// <summary>y = (x − mean) / deviation · weight + bias</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Output<T, TStatistics>(T* x, T* mean, T* deviation, T* weight, T* bias, int n, T* y)
        where T : unmanaged where TStatistics : struct, IStatistics
    {
        for (var i = 0; i < n; i += Vector256<T>.Count)
        {
            var normalized = Centred<T, TStatistics>(x, mean, i, n - i) / TStatistics.Load(deviation, i, n - i);
            var scaled = normalized * Load(weight + i, n - i);
            Store(bias == null ? scaled : scaled + Load(bias + i, n - i), y + i, n - i);
        }
    }

    /// <summary>dx = da, terms = −(da · n)</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Through<T, TStatistics>(T* x, T* mean, T* deviation, T* weight, T* dy, int n, T* dx, T* terms)
        where T : unmanaged where TStatistics : struct, IStatistics
    {
        for (var i = 0; i < n; i += Vector256<T>.Count)
        {
            var s = TStatistics.Load(deviation, i, n - i);
            var normalized = Centred<T, TStatistics>(x, mean, i, n - i) / s;
            var da = Load(dy + i, n - i) * Load(weight + i, n - i) / s;
            Store(da, dx + i, n - i);
            Store(-(da * normalized), terms + i, n - i);
        }
    }

    /// <summary>dx = dc from dx = da, terms = −dc</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Centre<T, TStatistics>(T* x, T* mean, T* k, int n, T* dx, T* terms)
        where T : unmanaged where TStatistics : struct, IStatistics
    {
        var two = Vectors.Broadcast<T>(2);
        for (var i = 0; i < n; i += Vector256<T>.Count)
        {
            var dc = Load(dx + i, n - i) + two * Centred<T, TStatistics>(x, mean, i, n - i) * TStatistics.Load(k, i, n - i);
            Store(dc, dx + i, n - i);
            Store(-dc, terms + i, n - i);
        }
    }

    /// <summary>dx += shift (if there is one), terms = dy · n</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Finish<T, TStatistics>(T* x, T* mean, T* deviation, T* dy, T* shift, int n, T* dx, T* terms)
        where T : unmanaged where TStatistics : struct, IStatistics
    {
        for (var i = 0; i < n; i += Vector256<T>.Count)
        {
            var normalized = Centred<T, TStatistics>(x, mean, i, n - i) / TStatistics.Load(deviation, i, n - i);
            Store(Load(dy + i, n - i) * normalized, terms + i, n - i);
            if (shift != null)
                Store(Load(dx + i, n - i) + TStatistics.Load(shift, i, n - i), dx + i, n - i);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<T> Centred<T, TStatistics>(T* x, T* mean, int i, int left)
        where T : unmanaged where TStatistics : struct, IStatistics
    {
        var value = Load(x + i, left);
        return mean == null ? value : value - TStatistics.Load(mean, i, left);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<T> Load<T>(T* source, int left) where T : unmanaged =>
        left >= Vector256<T>.Count ? Vector256.Load(source) : Lanes.LoadFirst(source, left);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store<T>(Vector256<T> value, T* target, int left) where T : unmanaged
    {
        if (left >= Vector256<T>.Count)
            value.Store(target);
        else
            Lanes.StoreFirst(value, target, left);
    }
}
