using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Backprop.Numerics.Kernels;

namespace Backprop.Engine;

/// <summary>y = max(x, 0): dx = dy where y &gt; 0, else 0; so 0 at the kink x = 0. NaN stays NaN.</summary>
public sealed class ReluOp : UnaryOp<ReluOp.Kernel>
{
    internal static readonly ReluOp Instance = new();

    /// <inheritdoc/>
    public override string Name => "relu";

    /// <inheritdoc/>
    protected internal override Tensor?[] Gradient(in GradientContext context) =>
        [ReluGradientOp.Instance.Apply(context.Output(), context.Grad())];

    /// <summary>max(x, 0)</summary>
    public readonly struct Kernel : IUnaryKernel
    {
        /// <inheritdoc/>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Vector256<T> Apply<T>(Vector256<T> x) where T : unmanaged => Vectors.Max(x, Vector256<T>.Zero);

        /// <inheritdoc/>
        public static bool IsWide => true;

        /// <inheritdoc/>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Vector512<T> Apply<T>(Vector512<T> x) where T : unmanaged => Vectors.Max(x, Vector512<T>.Zero);
    }
}

public static partial class Ops
{
    /// <summary>The rectified linear unit max(x, 0), element by element.</summary>
    public static Tensor Relu(this Tensor x) => ReluOp.Instance.Apply(x);
}
