using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Backprop.Numerics.Kernels;

namespace Backprop.Engine;

/// <summary>c = a ⊘ b, broadcast: da = dc ⊘ b, db = −dc ⊙ c ⊘ b.</summary>
public sealed class DivideOp : BinaryOp<DivideOp.Kernel>
{
    internal static readonly DivideOp Instance = new();

    /// <inheritdoc/>
    public override string Name => "divide";

    /// <inheritdoc/>
    protected internal override Tensor?[] Gradient(in GradientContext context)
    {
        var da = context.Grad() / context.Input(1);
        return [da, context.Needs(1) ? -(da * context.Output()) : null];
    }

    /// <summary>a / b</summary>
    public readonly struct Kernel : IBinaryKernel
    {
        /// <inheritdoc/>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Vector256<T> Apply<T>(Vector256<T> x, Vector256<T> y) where T : unmanaged => x / y;

        /// <inheritdoc/>
        public static bool IsWide => true;

        /// <inheritdoc/>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Vector512<T> Apply<T>(Vector512<T> x, Vector512<T> y) where T : unmanaged => x / y;
    }
}
