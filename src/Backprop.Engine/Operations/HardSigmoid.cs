using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Backprop.Numerics.Kernels;

namespace Backprop.Engine;

/// <summary>y = max(0, min(1, x/6 + ½)) (MobileNetV3, Howard et al. 2019): dx = dy/6 where −3 &lt; x &lt; 3, else 0.</summary>
public sealed class HardSigmoidOp : UnaryOp<HardSigmoidOp.Kernel>
{
    internal static readonly HardSigmoidOp Instance = new();

    /// <inheritdoc/>
    public override string Name => "hard_sigmoid";

    /// <inheritdoc/>
    protected internal override Tensor?[] Gradient(in GradientContext context) =>
        [HardSigmoidGradientOp.Instance.Apply(context.Input(), context.Grad())];

    /// <summary>clamp(x + 3, 0, 6) / 6</summary>
    public readonly struct Kernel : IUnaryKernel
    {
        /// <inheritdoc/>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Vector256<T> Apply<T>(Vector256<T> x) where T : unmanaged =>
            Vectors.Min(Vectors.Max(x + Vectors.Broadcast<T>(3), Vector256<T>.Zero), Vectors.Broadcast<T>(6)) / Vectors.Broadcast<T>(6);

        /// <inheritdoc/>
        public static bool IsWide => true;

        /// <inheritdoc/>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Vector512<T> Apply<T>(Vector512<T> x) where T : unmanaged =>
            Vectors.Min(Vectors.Max(x + Vectors.Broadcast512<T>(3), Vector512<T>.Zero), Vectors.Broadcast512<T>(6)) / Vectors.Broadcast512<T>(6);
    }
}

public static partial class Ops
{
    /// <summary>The piecewise linear sigmoid clamp(x/6 + ½, 0, 1), element by element.</summary>
    public static Tensor HardSigmoid(this Tensor x) => HardSigmoidOp.Instance.Apply(x);
}
