using System.Globalization;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Backprop.Numerics.Kernels;

namespace Backprop.Engine;

/// <summary>dx = dy where min ≤ x ≤ max, else 0, from x.</summary>
public sealed class ClampGradientOp : ActivationGradientOp<ClampGradientOp.Kernel>
{
    /// <summary>Between these.</summary>
    public ClampGradientOp(double min, double max) : base(new(min, max)) => (Min, Max) = (min, max);

    /// <summary>The least value; −∞ for none.</summary>
    public double Min { get; }

    /// <summary>The largest value; ∞ for none.</summary>
    public double Max { get; }

    /// <inheritdoc/>
    public override string Name => "clamp_gradient";

    /// <inheritdoc/>
    public override string Constants => string.Create(CultureInfo.InvariantCulture, $"min: {Min}, max: {Max}");

    /// <summary>The gradient element by element.</summary>
    public readonly struct Kernel(double min, double max) : IBinaryParameterKernel
    {
        /// <inheritdoc/>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public Vector256<T> Apply<T>(Vector256<T> x, Vector256<T> dy) where T : unmanaged =>
            Vectors.Select(
                Vector256.GreaterThanOrEqual(x, Vectors.Broadcast<T>(min)) & Vector256.LessThanOrEqual(x, Vectors.Broadcast<T>(max)),
                dy, Vector256<T>.Zero);

        /// <inheritdoc/>
        public static bool IsWide => true;

        /// <inheritdoc/>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public Vector512<T> Apply<T>(Vector512<T> x, Vector512<T> dy) where T : unmanaged =>
            Vectors.Select(
                Vector512.GreaterThanOrEqual(x, Vectors.Broadcast512<T>(min)) & Vector512.LessThanOrEqual(x, Vectors.Broadcast512<T>(max)),
                dy, Vector512<T>.Zero);
    }
}
