using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Backprop.Numerics.Kernels;

namespace Backprop.Engine;

/// <summary>y = x σ(x) (SiLU, Swish; Hendrycks and Gimpel 2016): dx = dy ⊙ σ(x) (1 + x (1 − σ(x))).</summary>
public sealed class SiluOp : UnaryOp<SiluOp.Kernel>
{
    internal static readonly SiluOp Instance = new();

    /// <inheritdoc/>
    public override string Name => "silu";

    /// <inheritdoc/>
    protected internal override Tensor?[] Gradient(in GradientContext context) =>
        [SiluGradientOp.Instance.Apply(context.Input(), context.Grad())];

    /// <summary>x σ(x)</summary>
    public readonly struct Kernel : IUnaryKernel
    {
        /// <inheritdoc/>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Vector256<T> Apply<T>(Vector256<T> x) where T : unmanaged => x * Elementary.Sigmoid(x);

        /// <inheritdoc/>
        public static bool IsWide => true;

        /// <inheritdoc/>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Vector512<T> Apply<T>(Vector512<T> x) where T : unmanaged => x * Elementary.Sigmoid(x);
    }
}

public static partial class Ops
{
    /// <summary>The sigmoid linear unit x σ(x), element by element.</summary>
    public static Tensor Silu(this Tensor x) => SiluOp.Instance.Apply(x);
}
