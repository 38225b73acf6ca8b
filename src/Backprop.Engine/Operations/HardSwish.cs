using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Backprop.Numerics.Kernels;

namespace Backprop.Engine;

/// <summary>y = x · clamp(x/6 + ½, 0, 1) (MobileNetV3, Howard et al. 2019): dx = dy ⊙ (0 where x ≤ −3,
/// 1 where x ≥ 3, else x/3 + ½).</summary>
public sealed class HardSwishOp : UnaryOp<HardSwishOp.Kernel>
{
    internal static readonly HardSwishOp Instance = new();

    /// <inheritdoc/>
    public override string Name => "hard_swish";

    /// <inheritdoc/>
    protected internal override Tensor?[] Gradient(in GradientContext context) =>
        [HardSwishGradientOp.Instance.Apply(context.Input(), context.Grad())];

    /// <summary>x · clamp(x + 3, 0, 6) / 6</summary>
    public readonly struct Kernel : IUnaryKernel
    {
        /// <inheritdoc/>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Vector256<T> Apply<T>(Vector256<T> x) where T : unmanaged => x * HardSigmoidOp.Kernel.Apply(x);

        /// <inheritdoc/>
        public static bool IsWide => true;

        /// <inheritdoc/>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Vector512<T> Apply<T>(Vector512<T> x) where T : unmanaged => x * HardSigmoidOp.Kernel.Apply(x);
    }
}

public static partial class Ops
{
    /// <summary>The piecewise quadratic Swish x · clamp(x/6 + ½, 0, 1), element by element.</summary>
    public static Tensor HardSwish(this Tensor x) => HardSwishOp.Instance.Apply(x);
}
