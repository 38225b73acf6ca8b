using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Backprop.Numerics.Kernels;

namespace Backprop.Engine;

/// <summary>y = −x: dx = −dy.</summary>
public sealed class NegateOp : UnaryOp<NegateOp.Kernel>
{
    internal static readonly NegateOp Instance = new();

    /// <inheritdoc/>
    public override string Name => "negate";

    /// <inheritdoc/>
    protected internal override Tensor?[] Gradient(in GradientContext context) => [-context.Grad()];

    /// <summary>−x</summary>
    public readonly struct Kernel : IUnaryKernel
    {
        /// <inheritdoc/>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Vector256<T> Apply<T>(Vector256<T> x) where T : unmanaged => -x;

        /// <inheritdoc/>
        public static bool IsWide => true;

        /// <inheritdoc/>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Vector512<T> Apply<T>(Vector512<T> x) where T : unmanaged => -x;
    }
}
