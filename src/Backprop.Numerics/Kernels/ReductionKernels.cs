using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Backprop.Numerics.Kernels;

/// <summary>The kinds of <see cref="Reduction.Reduce"/> that come along.</summary>
public static class ReductionKernels
{
    /// <summary>Σ x from +0.</summary>
    public readonly struct Sum : IReductionKernel
    {
        /// <inheritdoc/>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Vector256<T> Start<T>() where T : unmanaged => Vector256<T>.Zero;

        /// <inheritdoc/>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Vector256<T> Add<T>(Vector256<T> lanes, Vector256<T> x) where T : unmanaged => lanes + x;

        /// <inheritdoc/>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Vector256<T> Join<T>(Vector256<T> a, Vector256<T> b) where T : unmanaged => a + b;
    }

    /// <summary>Σ x², each square fused into its sum, from +0.</summary>
    public readonly struct SumOfSquares : IReductionKernel
    {
        /// <inheritdoc/>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Vector256<T> Start<T>() where T : unmanaged => Vector256<T>.Zero;

        /// <inheritdoc/>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Vector256<T> Add<T>(Vector256<T> lanes, Vector256<T> x) where T : unmanaged => Vectors.Fma(x, x, lanes);

        /// <inheritdoc/>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Vector256<T> Join<T>(Vector256<T> a, Vector256<T> b) where T : unmanaged => a + b;
    }

    /// <summary>The greatest; NaN if any is NaN; +0 is greater than −0.</summary>
    public readonly struct Max : IReductionKernel
    {
        /// <inheritdoc/>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Vector256<T> Start<T>() where T : unmanaged => Vectors.Broadcast<T>(double.NegativeInfinity);

        /// <inheritdoc/>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Vector256<T> Add<T>(Vector256<T> lanes, Vector256<T> x) where T : unmanaged => Vector256.Max(lanes, x);

        /// <inheritdoc/>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Vector256<T> Join<T>(Vector256<T> a, Vector256<T> b) where T : unmanaged => Vector256.Max(a, b);
    }

    /// <summary>The least; NaN if any is NaN; −0 is less than +0.</summary>
    public readonly struct Min : IReductionKernel
    {
        /// <inheritdoc/>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Vector256<T> Start<T>() where T : unmanaged => Vectors.Broadcast<T>(double.PositiveInfinity);

        /// <inheritdoc/>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Vector256<T> Add<T>(Vector256<T> lanes, Vector256<T> x) where T : unmanaged => Vector256.Min(lanes, x);

        /// <inheritdoc/>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Vector256<T> Join<T>(Vector256<T> a, Vector256<T> b) where T : unmanaged => Vector256.Min(a, b);
    }
}
