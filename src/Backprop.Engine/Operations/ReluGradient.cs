using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Backprop.Numerics.Kernels;

namespace Backprop.Engine;

/// <summary>dx = dy where y &gt; 0, else 0, from y = relu x.</summary>
public sealed class ReluGradientOp : ActivationGradientOp<ReluGradientOp.Kernel>
{
    internal static readonly ReluGradientOp Instance = new();

    private ReluGradientOp() : base(default) { }

    /// <inheritdoc/>
    public override string Name => "relu_gradient";

    /// <summary>The gradient element by element.</summary>
    public readonly struct Kernel : IBinaryParameterKernel
    {
        /// <inheritdoc/>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public Vector256<T> Apply<T>(Vector256<T> y, Vector256<T> dy) where T : unmanaged =>
            Vectors.Select(Vector256.LessThanOrEqual(y, Vector256<T>.Zero), Vector256<T>.Zero, dy);

        /// <inheritdoc/>
        public static bool IsWide => true;

        /// <inheritdoc/>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public Vector512<T> Apply<T>(Vector512<T> y, Vector512<T> dy) where T : unmanaged =>
            Vectors.Select(Vector512.LessThanOrEqual(y, Vector512<T>.Zero), Vector512<T>.Zero, dy);
    }
}
