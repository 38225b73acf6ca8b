using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Backprop.Numerics.Kernels;

namespace Backprop.Engine;

/// <summary>y = ln(1 + x), exact near 0: dx = dy ⊘ (1 + x).</summary>
public sealed class Log1pOp : UnaryOp<Log1pOp.Kernel>
{
    internal static readonly Log1pOp Instance = new();

    /// <inheritdoc/>
    public override string Name => "log1p";

    /// <inheritdoc/>
    protected internal override Tensor?[] Gradient(in GradientContext context) => [context.Grad() / (1 + context.Input())];

    /// <summary>ln(1 + x)</summary>
    public readonly struct Kernel : IUnaryKernel
    {
        /// <inheritdoc/>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Vector256<T> Apply<T>(Vector256<T> x) where T : unmanaged => Elementary.Log1p(x);

        /// <inheritdoc/>
        public static bool IsWide => true;

        /// <inheritdoc/>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Vector512<T> Apply<T>(Vector512<T> x) where T : unmanaged => Elementary.Log1p(x);
    }
}

public static partial class Ops
{
    /// <summary>ln(1 + x), element by element, exact near 0.</summary>
    public static Tensor Log1p(this Tensor x) => Log1pOp.Instance.Apply(x);
}
