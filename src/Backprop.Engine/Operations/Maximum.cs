using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Backprop.Numerics.Kernels;

namespace Backprop.Engine;

/// <summary>
/// c = the larger of a and b, broadcast; NaN if either is. The gradient goes to the larger; where they are equal, half to
/// each.
/// </summary>
public sealed class MaximumOp : BinaryOp<MaximumOp.Kernel>
{
    internal static readonly MaximumOp Instance = new();

    /// <inheritdoc/>
    public override string Name => "maximum";

    /// <inheritdoc/>
    protected internal override Tensor?[] Gradient(in GradientContext context)
    {
        var (a, b, dc) = (context.Input(0), context.Input(1), context.Grad());
        var shared = Ops.Select(a.EqualTo(b), dc * 0.5, dc);
        return
        [
            context.Needs(0) ? Ops.Select(a.Less(b), 0, shared) : null,
            context.Needs(1) ? Ops.Select(b.Less(a), 0, shared) : null,
        ];
    }

    /// <summary>max(a, b)</summary>
    public readonly struct Kernel : IBinaryKernel
    {
        /// <inheritdoc/>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Vector256<T> Apply<T>(Vector256<T> x, Vector256<T> y) where T : unmanaged => Vectors.Max(x, y);

        /// <inheritdoc/>
        public static bool IsWide => true;

        /// <inheritdoc/>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Vector512<T> Apply<T>(Vector512<T> x, Vector512<T> y) where T : unmanaged => Vectors.Max(x, y);
    }
}

public static partial class Ops
{
    /// <summary>The larger of two elements, broadcast; NaN if either is.</summary>
    public static Tensor Maximum(this Tensor a, Tensor b) => MaximumOp.Instance.Apply(a, b);

    /// <summary>The larger of each element and a number.</summary>
    public static Tensor Maximum(this Tensor a, double b) => MaximumOp.Instance.Apply(a, a.Constant(b));
}
