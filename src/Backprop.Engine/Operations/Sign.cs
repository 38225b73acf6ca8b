using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Backprop.Numerics.Kernels;

namespace Backprop.Engine;

/// <summary>y = −1, 0 or 1 by the sign of x: the gradient is zero everywhere.</summary>
public sealed class SignOp : UnaryOp<SignOp.Kernel>
{
    internal static readonly SignOp Instance = new();

    /// <inheritdoc/>
    public override string Name => "sign";

    /// <inheritdoc/>
    protected internal override Tensor?[] Gradient(in GradientContext context) => [null];

    /// <summary>−1, 0 or 1</summary>
    public readonly struct Kernel : IUnaryKernel
    {
        /// <inheritdoc/>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Vector256<T> Apply<T>(Vector256<T> x) where T : unmanaged => Vectors.Sign(x);

        /// <inheritdoc/>
        public static bool IsWide => true;

        /// <inheritdoc/>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Vector512<T> Apply<T>(Vector512<T> x) where T : unmanaged => Vectors.Sign(x);
    }
}

public static partial class Ops
{
    /// <summary>−1, 0 or 1 by the sign, element by element; NaN for NaN.</summary>
    public static Tensor Sign(this Tensor x) => SignOp.Instance.Apply(x);
}
