using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Backprop.Numerics.Kernels;

namespace Backprop.Engine;

/// <summary>y = sin x: dx = dy ⊙ cos x.</summary>
public sealed class SinOp : UnaryOp<SinOp.Kernel>
{
    internal static readonly SinOp Instance = new();

    /// <inheritdoc/>
    public override string Name => "sin";

    /// <inheritdoc/>
    protected internal override Tensor?[] Gradient(in GradientContext context) => [context.Grad() * context.Input().Cos()];

    /// <summary>sin x</summary>
    public readonly struct Kernel : IUnaryKernel
    {
        /// <inheritdoc/>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Vector256<T> Apply<T>(Vector256<T> x) where T : unmanaged => Elementary.Sin(x);

        /// <inheritdoc/>
        public static bool IsWide => true;

        /// <inheritdoc/>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Vector512<T> Apply<T>(Vector512<T> x) where T : unmanaged => Elementary.Sin(x);
    }
}

public static partial class Ops
{
    /// <summary>sin x, element by element, x in radians.</summary>
    public static Tensor Sin(this Tensor x) => SinOp.Instance.Apply(x);
}
