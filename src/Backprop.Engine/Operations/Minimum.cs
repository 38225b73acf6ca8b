using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Backprop.Numerics.Kernels;

namespace Backprop.Engine;

/// <summary>
/// c = the smaller of a and b, broadcast; NaN if either is. The gradient goes to the smaller; where they are equal, half to
/// each.
/// </summary>
public sealed class MinimumOp : BinaryOp<MinimumOp.Kernel>
{
    internal static readonly MinimumOp Instance = new();

    /// <inheritdoc/>
    public override string Name => "minimum";

    /// <inheritdoc/>
    protected internal override Tensor?[] Gradient(in GradientContext context)
    {
        var (a, b, dc) = (context.Input(0), context.Input(1), context.Grad());
        var shared = Ops.Select(a.EqualTo(b), dc * 0.5, dc);
        return
        [
            context.Needs(0) ? Ops.Select(a.Greater(b), 0, shared) : null,
            context.Needs(1) ? Ops.Select(b.Greater(a), 0, shared) : null,
        ];
    }

    /// <summary>min(a, b)</summary>
    public readonly struct Kernel : IBinaryKernel
    {
        /// <inheritdoc/>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Vector256<T> Apply<T>(Vector256<T> x, Vector256<T> y) where T : unmanaged => Vectors.Min(x, y);

        /// <inheritdoc/>
        public static bool IsWide => true;

        /// <inheritdoc/>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Vector512<T> Apply<T>(Vector512<T> x, Vector512<T> y) where T : unmanaged => Vectors.Min(x, y);
    }
}

public static partial class Ops
{
    /// <summary>The smaller of two elements, broadcast; NaN if either is.</summary>
    public static Tensor Minimum(this Tensor a, Tensor b) => MinimumOp.Instance.Apply(a, b);

    /// <summary>The smaller of each element and a number.</summary>
    public static Tensor Minimum(this Tensor a, double b) => MinimumOp.Instance.Apply(a, a.Constant(b));
}
