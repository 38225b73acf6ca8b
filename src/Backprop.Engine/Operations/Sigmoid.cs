using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Backprop.Numerics.Kernels;

namespace Backprop.Engine;

/// <summary>y = σ(x) = 1 / (1 + e⁻ˣ): dx = dy ⊙ y (1 − y).</summary>
public sealed class SigmoidOp : UnaryOp<SigmoidOp.Kernel>
{
    internal static readonly SigmoidOp Instance = new();

    /// <inheritdoc/>
    public override string Name => "sigmoid";

    /// <inheritdoc/>
    protected internal override Tensor?[] Gradient(in GradientContext context) =>
        [SigmoidGradientOp.Instance.Apply(context.Output(), context.Grad())];

    /// <summary>1 / (1 + e⁻ˣ)</summary>
    public readonly struct Kernel : IUnaryKernel
    {
        /// <inheritdoc/>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Vector256<T> Apply<T>(Vector256<T> x) where T : unmanaged => Elementary.Sigmoid(x);

        /// <inheritdoc/>
        public static bool IsWide => true;

        /// <inheritdoc/>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Vector512<T> Apply<T>(Vector512<T> x) where T : unmanaged => Elementary.Sigmoid(x);
    }
}

public static partial class Ops
{
    /// <summary>The logistic function σ(x) = 1 / (1 + e⁻ˣ), element by element.</summary>
    public static Tensor Sigmoid(this Tensor x) => SigmoidOp.Instance.Apply(x);
}
