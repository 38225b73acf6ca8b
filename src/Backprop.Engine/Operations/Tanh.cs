using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Backprop.Numerics.Kernels;

namespace Backprop.Engine;

/// <summary>y = tanh x: dx = dy ⊙ (1 − y²).</summary>
public sealed class TanhOp : UnaryOp<TanhOp.Kernel>
{
    internal static readonly TanhOp Instance = new();

    /// <inheritdoc/>
    public override string Name => "tanh";

    /// <inheritdoc/>
    protected internal override Tensor?[] Gradient(in GradientContext context) =>
        [TanhGradientOp.Instance.Apply(context.Output(), context.Grad())];

    /// <summary>tanh x</summary>
    public readonly struct Kernel : IUnaryKernel
    {
        /// <inheritdoc/>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Vector256<T> Apply<T>(Vector256<T> x) where T : unmanaged => Elementary.Tanh(x);

        /// <inheritdoc/>
        public static bool IsWide => true;

        /// <inheritdoc/>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Vector512<T> Apply<T>(Vector512<T> x) where T : unmanaged => Elementary.Tanh(x);
    }
}

public static partial class Ops
{
    /// <summary>tanh x, element by element.</summary>
    public static Tensor Tanh(this Tensor x) => TanhOp.Instance.Apply(x);
}
