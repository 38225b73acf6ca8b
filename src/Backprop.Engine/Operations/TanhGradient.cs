using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Backprop.Numerics.Kernels;

namespace Backprop.Engine;

/// <summary>dx = dy ⊙ (1 − y²), from y = tanh x.</summary>
public sealed class TanhGradientOp : ActivationGradientOp<TanhGradientOp.Kernel>
{
    internal static readonly TanhGradientOp Instance = new();

    private TanhGradientOp() : base(default) { }

    /// <inheritdoc/>
    public override string Name => "tanh_gradient";

    /// <inheritdoc/>
    private protected override Tensor? SecondDerivative(Tensor y) => -2 * y;

    /// <summary>The gradient element by element.</summary>
    public readonly struct Kernel : IBinaryParameterKernel
    {
        /// <inheritdoc/>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public Vector256<T> Apply<T>(Vector256<T> y, Vector256<T> dy) where T : unmanaged =>
            dy * Vectors.Fma(-y, y, Vectors.Broadcast<T>(1));

        /// <inheritdoc/>
        public static bool IsWide => true;

        /// <inheritdoc/>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public Vector512<T> Apply<T>(Vector512<T> y, Vector512<T> dy) where T : unmanaged =>
            dy * Vectors.Fma(-y, y, Vectors.Broadcast512<T>(1));
    }
}
