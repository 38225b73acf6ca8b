using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Backprop.Numerics.Kernels;

namespace Backprop.Engine;

/// <summary>y = eˣ − 1, exact near 0: dx = dy ⊙ (y + 1).</summary>
public sealed class Expm1Op : UnaryOp<Expm1Op.Kernel>
{
    internal static readonly Expm1Op Instance = new();

    /// <inheritdoc/>
    public override string Name => "expm1";

    /// <inheritdoc/>
    protected internal override Tensor?[] Gradient(in GradientContext context) => [context.Grad() * (context.Output() + 1)];

    /// <summary>eˣ − 1</summary>
    public readonly struct Kernel : IUnaryKernel
    {
        /// <inheritdoc/>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Vector256<T> Apply<T>(Vector256<T> x) where T : unmanaged => Elementary.Expm1(x);

        /// <inheritdoc/>
        public static bool IsWide => true;

        /// <inheritdoc/>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Vector512<T> Apply<T>(Vector512<T> x) where T : unmanaged => Elementary.Expm1(x);
    }
}

public static partial class Ops
{
    /// <summary>eˣ − 1, element by element, exact near 0.</summary>
    public static Tensor Expm1(this Tensor x) => Expm1Op.Instance.Apply(x);
}
