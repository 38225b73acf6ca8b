using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Backprop.Numerics.Kernels;

namespace Backprop.Engine;

/// <summary>c = a ⊙ b, broadcast: da = dc ⊙ b, db = dc ⊙ a.</summary>
public sealed class MultiplyOp : BinaryOp<MultiplyOp.Kernel>
{
    internal static readonly MultiplyOp Instance = new();

    /// <inheritdoc/>
    public override string Name => "multiply";

    /// <inheritdoc/>
    protected internal override Tensor?[] Gradient(in GradientContext context) =>
    [
        context.Needs(0) ? context.Grad() * context.Input(1) : null,
        context.Needs(1) ? context.Grad() * context.Input(0) : null,
    ];

    /// <summary>a · b</summary>
    public readonly struct Kernel : IBinaryKernel
    {
        /// <inheritdoc/>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Vector256<T> Apply<T>(Vector256<T> x, Vector256<T> y) where T : unmanaged => x * y;

        /// <inheritdoc/>
        public static bool IsWide => true;

        /// <inheritdoc/>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Vector512<T> Apply<T>(Vector512<T> x, Vector512<T> y) where T : unmanaged => x * y;
    }
}
