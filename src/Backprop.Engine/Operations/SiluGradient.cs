using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Backprop.Numerics.Kernels;

namespace Backprop.Engine;

/// <summary>dx = dy ⊙ s (1 + x (1 − s)), s = σ(x), from x.</summary>
public sealed class SiluGradientOp : ActivationGradientOp<SiluGradientOp.Kernel>
{
    internal static readonly SiluGradientOp Instance = new();

    private SiluGradientOp() : base(default) { }

    /// <inheritdoc/>
    public override string Name => "silu_gradient";

    /// <inheritdoc/>
    private protected override Tensor? SecondDerivative(Tensor x)
    {
        var s = x.Sigmoid();
        return s * (1 - s) * (2 + x * (1 - 2 * s));
    }

    /// <summary>The gradient element by element.</summary>
    public readonly struct Kernel : IBinaryParameterKernel
    {
        /// <inheritdoc/>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public Vector256<T> Apply<T>(Vector256<T> x, Vector256<T> dy) where T : unmanaged
        {
            var s = Elementary.Sigmoid(x);
            return dy * (s * (Vectors.Broadcast<T>(1) + x * (Vectors.Broadcast<T>(1) - s)));
        }

        /// <inheritdoc/>
        public static bool IsWide => true;

        /// <inheritdoc/>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public Vector512<T> Apply<T>(Vector512<T> x, Vector512<T> dy) where T : unmanaged
        {
            var s = Elementary.Sigmoid(x);
            return dy * (s * (Vectors.Broadcast512<T>(1) + x * (Vectors.Broadcast512<T>(1) - s)));
        }
    }
}
