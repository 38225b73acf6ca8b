using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Backprop.Numerics.Kernels;

namespace Backprop.Engine;

/// <summary>y = x²: dx = 2 dy ⊙ x.</summary>
public sealed class SquareOp : UnaryOp<SquareOp.Kernel>
{
    internal static readonly SquareOp Instance = new();

    /// <inheritdoc/>
    public override string Name => "square";

    /// <inheritdoc/>
    protected internal override Tensor?[] Gradient(in GradientContext context) => [2 * context.Input() * context.Grad()];

    /// <summary>x²</summary>
    public readonly struct Kernel : IUnaryKernel
    {
        /// <inheritdoc/>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Vector256<T> Apply<T>(Vector256<T> x) where T : unmanaged => x * x;

        /// <inheritdoc/>
        public static bool IsWide => true;

        /// <inheritdoc/>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Vector512<T> Apply<T>(Vector512<T> x) where T : unmanaged => x * x;
    }
}

public static partial class Ops
{
    /// <summary>x², element by element.</summary>
    public static Tensor Square(this Tensor x) => SquareOp.Instance.Apply(x);
}
