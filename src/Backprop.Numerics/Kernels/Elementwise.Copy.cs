using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Backprop.Numerics.Kernels;

// Copies: broadcast, and between dtypes.
public static partial class Elementwise
{
    /// <summary>A copy broadcast to a larger shape by NumPy's rule.</summary>
    /// <param name="source">Contiguous, of shape <paramref name="sourceShape"/>.</param>
    /// <param name="sourceShape">Can be expanded to <paramref name="targetShape"/>.</param>
    /// <param name="target">Contiguous, of shape <paramref name="targetShape"/>; no part of <paramref name="source"/>.</param>
    /// <param name="targetShape">The shape of the result.</param>
    /// <exception cref="ShapeException">The shape can't be expanded, or a span has not its shape's length.</exception>
    [SkipLocalsInit]
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Expand<T>(ReadOnlySpan<T> source, Shape sourceShape, Span<T> target, Shape targetShape) where T : unmanaged
    {
        Check(source.Length, sourceShape);
        Check(target.Length, targetShape);
        Span<int> room = targetShape.Rank <= UsualRank ? stackalloc int[UsualRank * 3] : new int[BroadcastPlan.Room(targetShape.Rank, 1)];
        var plan = new BroadcastPlan(room, targetShape, sourceShape);
        plan.Input(0, source).Gather(target, plan.Rows);
    }

    /// <summary>
    /// y[i] = x[i] as another of float, double, int and bool. To float: the nearest. To int: cut towards zero, the nearest
    /// int where it is out of range, 0 for NaN. To bool: whether it is not zero (NaN is not). From bool: 1 or 0.
    /// </summary>
    /// <param name="x">[n]</param>
    /// <param name="y">[n]</param>
    /// <exception cref="ShapeException">The lengths differ.</exception>
    /// <exception cref="NotSupportedException">Another type.</exception>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Convert<TFrom, TTo>(ReadOnlySpan<TFrom> x, Span<TTo> y) where TFrom : unmanaged where TTo : unmanaged
    {
        if (x.Length != y.Length)
            throw Lengths(x.Length, y.Length);
        if (typeof(TFrom) == typeof(TTo))
        {
            MemoryMarshal.Cast<TFrom, TTo>(x).CopyTo(y);
            return;
        }

        if (typeof(TFrom) == typeof(float) && typeof(TTo) == typeof(double))
        {
            ref var from = ref Unsafe.As<TFrom, float>(ref MemoryMarshal.GetReference(x));
            ref var to = ref Unsafe.As<TTo, double>(ref MemoryMarshal.GetReference(y));
            var i = 0;
            for (; i <= x.Length - 8; i += 8)
            {
                var (low, high) = Vector256.Widen(Vector256.LoadUnsafe(ref from, (nuint)i));
                low.StoreUnsafe(ref to, (nuint)i);
                high.StoreUnsafe(ref to, (nuint)i + 4);
            }

            for (; i < x.Length; i++)
                Unsafe.Add(ref to, i) = Unsafe.Add(ref from, i);
            return;
        }

        if (typeof(TFrom) == typeof(double) && typeof(TTo) == typeof(float))
        {
            ref var from = ref Unsafe.As<TFrom, double>(ref MemoryMarshal.GetReference(x));
            ref var to = ref Unsafe.As<TTo, float>(ref MemoryMarshal.GetReference(y));
            var i = 0;
            for (; i <= x.Length - 8; i += 8)
                Vector256.Narrow(Vector256.LoadUnsafe(ref from, (nuint)i), Vector256.LoadUnsafe(ref from, (nuint)i + 4))
                    .StoreUnsafe(ref to, (nuint)i);
            for (; i < x.Length; i++)
                Unsafe.Add(ref to, i) = (float)Unsafe.Add(ref from, i);
            return;
        }

        for (var i = 0; i < x.Length; i++)
            y[i] = Convert<TFrom, TTo>(x[i]);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TTo Convert<TFrom, TTo>(TFrom x) where TFrom : unmanaged where TTo : unmanaged
    {
        if (typeof(TFrom) == typeof(float))
        {
            var value = Unsafe.BitCast<TFrom, float>(x);
            return typeof(TTo) == typeof(int) ? Unsafe.BitCast<int, TTo>(int.CreateSaturating(value))
                : typeof(TTo) == typeof(bool) ? Unsafe.BitCast<bool, TTo>(value != 0) : throw Types<TFrom, TTo>();
        }

        if (typeof(TFrom) == typeof(double))
        {
            var value = Unsafe.BitCast<TFrom, double>(x);
            return typeof(TTo) == typeof(int) ? Unsafe.BitCast<int, TTo>(int.CreateSaturating(value))
                : typeof(TTo) == typeof(bool) ? Unsafe.BitCast<bool, TTo>(value != 0) : throw Types<TFrom, TTo>();
        }

        if (typeof(TFrom) == typeof(bool) && typeof(TTo) == typeof(int))
            return Unsafe.BitCast<int, TTo>(Unsafe.BitCast<TFrom, bool>(x) ? 1 : 0);
        if (typeof(TFrom) == typeof(int) && typeof(TTo) == typeof(bool))
            return Unsafe.BitCast<bool, TTo>(Unsafe.BitCast<TFrom, int>(x) != 0);
        if (typeof(TFrom) == typeof(int) || typeof(TFrom) == typeof(bool))
        {
            var value = typeof(TFrom) == typeof(int) ? Unsafe.BitCast<TFrom, int>(x) : Unsafe.BitCast<TFrom, bool>(x) ? 1 : 0;
            return typeof(TTo) == typeof(float) ? Unsafe.BitCast<float, TTo>(value)
                : typeof(TTo) == typeof(double) ? Unsafe.BitCast<double, TTo>(value) : throw Types<TFrom, TTo>();
        }

        throw Types<TFrom, TTo>();
    }

    private static NotSupportedException Types<TFrom, TTo>() =>
        new($"there is no conversion from {typeof(TFrom).Name} to {typeof(TTo).Name}: only between float, double, int and bool");
}
