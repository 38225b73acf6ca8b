using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Backprop.Numerics.Kernels;

namespace Backprop.Engine;

/// <summary>y = ln x: dx = dy ⊘ x. Negative infinity at 0, NaN below.</summary>
public sealed class LogOp : UnaryOp<LogOp.Kernel>
{
    internal static readonly LogOp Instance = new();

    /// <inheritdoc/>
    public override string Name => "log";

    /// <inheritdoc/>
    protected internal override Tensor?[] Gradient(in GradientContext context) => [context.Grad() / context.Input()];

    /// <summary>ln x</summary>
    public readonly struct Kernel : IUnaryKernel
    {
        /// <inheritdoc/>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Vector256<T> Apply<T>(Vector256<T> x) where T : unmanaged => Elementary.Log(x);

        /// <inheritdoc/>
        public static bool IsWide => true;

        /// <inheritdoc/>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Vector512<T> Apply<T>(Vector512<T> x) where T : unmanaged => Elementary.Log(x);
    }
}

public static partial class Ops
{
    /// <summary>ln x, element by element: −∞ at 0, NaN below.</summary>
    public static Tensor Log(this Tensor x) => LogOp.Instance.Apply(x);
}
