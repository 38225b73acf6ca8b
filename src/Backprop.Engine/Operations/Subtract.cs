using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Backprop.Numerics.Kernels;

namespace Backprop.Engine;

/// <summary>c = a − b, broadcast: da = dc, db = −dc.</summary>
public sealed class SubtractOp : BinaryOp<SubtractOp.Kernel>
{
    internal static readonly SubtractOp Instance = new();

    /// <inheritdoc/>
    public override string Name => "subtract";

    /// <inheritdoc/>
    protected internal override Tensor?[] Gradient(in GradientContext context) =>
        [context.Grad(), context.Needs(1) ? -context.Grad() : null];

    /// <summary>a − b</summary>
    public readonly struct Kernel : IBinaryKernel
    {
        /// <inheritdoc/>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Vector256<T> Apply<T>(Vector256<T> x, Vector256<T> y) where T : unmanaged => x - y;

        /// <inheritdoc/>
        public static bool IsWide => true;

        /// <inheritdoc/>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Vector512<T> Apply<T>(Vector512<T> x, Vector512<T> y) where T : unmanaged => x - y;
    }
}
