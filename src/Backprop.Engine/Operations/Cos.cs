using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Backprop.Numerics.Kernels;

namespace Backprop.Engine;

/// <summary>y = cos x: dx = −dy ⊙ sin x.</summary>
public sealed class CosOp : UnaryOp<CosOp.Kernel>
{
    internal static readonly CosOp Instance = new();

    /// <inheritdoc/>
    public override string Name => "cos";

    /// <inheritdoc/>
    protected internal override Tensor?[] Gradient(in GradientContext context) => [-(context.Grad() * context.Input().Sin())];

    /// <summary>cos x</summary>
    public readonly struct Kernel : IUnaryKernel
    {
        /// <inheritdoc/>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Vector256<T> Apply<T>(Vector256<T> x) where T : unmanaged => Elementary.Cos(x);

        /// <inheritdoc/>
        public static bool IsWide => true;

        /// <inheritdoc/>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Vector512<T> Apply<T>(Vector512<T> x) where T : unmanaged => Elementary.Cos(x);
    }
}

public static partial class Ops
{
    /// <summary>cos x, element by element, x in radians.</summary>
    public static Tensor Cos(this Tensor x) => CosOp.Instance.Apply(x);
}
