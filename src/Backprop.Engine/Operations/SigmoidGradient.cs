using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Backprop.Numerics.Kernels;

namespace Backprop.Engine;

/// <summary>dx = dy ⊙ y (1 − y), from y = σ(x).</summary>
public sealed class SigmoidGradientOp : ActivationGradientOp<SigmoidGradientOp.Kernel>
{
    internal static readonly SigmoidGradientOp Instance = new();

    private SigmoidGradientOp() : base(default) { }

    /// <inheritdoc/>
    public override string Name => "sigmoid_gradient";

    /// <inheritdoc/>
    private protected override Tensor? SecondDerivative(Tensor y) => 1 - 2 * y;

    /// <summary>The gradient element by element.</summary>
    public readonly struct Kernel : IBinaryParameterKernel
    {
        /// <inheritdoc/>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public Vector256<T> Apply<T>(Vector256<T> y, Vector256<T> dy) where T : unmanaged =>
            dy * (y * (Vectors.Broadcast<T>(1) - y));

        /// <inheritdoc/>
        public static bool IsWide => true;

        /// <inheritdoc/>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public Vector512<T> Apply<T>(Vector512<T> y, Vector512<T> dy) where T : unmanaged =>
            dy * (y * (Vectors.Broadcast512<T>(1) - y));
    }
}
