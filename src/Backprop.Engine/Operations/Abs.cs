using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Backprop.Numerics.Kernels;

namespace Backprop.Engine;

/// <summary>y = |x|: dx = dy ⊙ sign x; 0 at the kink x = 0.</summary>
public sealed class AbsOp : UnaryOp<AbsOp.Kernel>
{
    internal static readonly AbsOp Instance = new();

    /// <inheritdoc/>
    public override string Name => "abs";

    /// <inheritdoc/>
    protected internal override Tensor?[] Gradient(in GradientContext context) => [context.Grad() * context.Input().Sign()];

    /// <summary>|x|</summary>
    public readonly struct Kernel : IUnaryKernel
    {
        /// <inheritdoc/>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Vector256<T> Apply<T>(Vector256<T> x) where T : unmanaged => Vectors.Abs(x);

        /// <inheritdoc/>
        public static bool IsWide => true;

        /// <inheritdoc/>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Vector512<T> Apply<T>(Vector512<T> x) where T : unmanaged => Vectors.Abs(x);
    }
}

public static partial class Ops
{
    /// <summary>|x|, element by element.</summary>
    public static Tensor Abs(this Tensor x) => AbsOp.Instance.Apply(x);
}
