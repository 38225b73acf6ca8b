using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Backprop.Numerics.Kernels;

namespace Backprop.Engine;

/// <summary>y = eˣ: dx = dy ⊙ y.</summary>
public sealed class ExpOp : UnaryOp<ExpOp.Kernel>
{
    internal static readonly ExpOp Instance = new();

    /// <inheritdoc/>
    public override string Name => "exp";

    /// <inheritdoc/>
    protected internal override Tensor?[] Gradient(in GradientContext context) => [context.Grad() * context.Output()];

    /// <summary>eˣ</summary>
    public readonly struct Kernel : IUnaryKernel
    {
        /// <inheritdoc/>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Vector256<T> Apply<T>(Vector256<T> x) where T : unmanaged => Elementary.Exp(x);

        /// <inheritdoc/>
        public static bool IsWide => true;

        /// <inheritdoc/>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Vector512<T> Apply<T>(Vector512<T> x) where T : unmanaged => Elementary.Exp(x);
    }
}

public static partial class Ops
{
    /// <summary>eˣ, element by element.</summary>
    public static Tensor Exp(this Tensor x) => ExpOp.Instance.Apply(x);
}
