using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Backprop.Numerics.Kernels;

namespace Backprop.Engine;

/// <summary>y = √x: dx = dy ⊘ 2y; infinite at 0.</summary>
public sealed class SqrtOp : UnaryOp<SqrtOp.Kernel>
{
    internal static readonly SqrtOp Instance = new();

    /// <inheritdoc/>
    public override string Name => "sqrt";

    /// <inheritdoc/>
    protected internal override Tensor?[] Gradient(in GradientContext context) => [context.Grad() / (2 * context.Output())];

    /// <summary>√x</summary>
    public readonly struct Kernel : IUnaryKernel
    {
        /// <inheritdoc/>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Vector256<T> Apply<T>(Vector256<T> x) where T : unmanaged => Vectors.Sqrt(x);

        /// <inheritdoc/>
        public static bool IsWide => true;

        /// <inheritdoc/>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Vector512<T> Apply<T>(Vector512<T> x) where T : unmanaged => Vectors.Sqrt(x);
    }
}

public static partial class Ops
{
    /// <summary>√x, element by element; NaN below 0.</summary>
    public static Tensor Sqrt(this Tensor x) => SqrtOp.Instance.Apply(x);
}
