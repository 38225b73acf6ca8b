using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Backprop.Numerics.Kernels;

namespace Backprop.Engine;

/// <summary>
/// c = aᵇ, broadcast: da = dc ⊙ b aᵇ⁻¹ (0 where b = 0), db = dc ⊙ c ln a (0 where a = 0 and b ≥ 0). NaN for a negative a
/// and a b that is not whole.
/// </summary>
public sealed class PowerTensorOp : BinaryOp<PowerTensorOp.Kernel>
{
    internal static readonly PowerTensorOp Instance = new();

    /// <inheritdoc/>
    public override string Name => "power_tensor";

    /// <inheritdoc/>
    protected internal override Tensor?[] Gradient(in GradientContext context)
    {
        var (a, b, dc) = (context.Input(0), context.Input(1), context.Grad());
        return
        [
            context.Needs(0) ? dc * Ops.Select(b.EqualTo(0), 0, b * a.Power(b - 1)) : null,
            context.Needs(1) ? dc * Base(context.Output()) : null,
        ];

        // Zero to a power that is not negative stays 0 (or 1) beside it, though ln 0 is infinite.
        Tensor Base(Tensor c) => Ops.Select(a.EqualTo(0), Ops.Select(b.Less(0), a.Constant(double.NegativeInfinity), 0), c * a.Log());
    }

    /// <summary>aᵇ</summary>
    public readonly struct Kernel : IBinaryKernel
    {
        /// <inheritdoc/>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Vector256<T> Apply<T>(Vector256<T> x, Vector256<T> y) where T : unmanaged => Elementary.Pow(x, y);

        /// <inheritdoc/>
        public static bool IsWide => true;

        /// <inheritdoc/>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Vector512<T> Apply<T>(Vector512<T> x, Vector512<T> y) where T : unmanaged => Elementary.Pow(x, y);
    }
}

public static partial class Ops
{
    /// <summary>aᵇ, element by element, broadcast.</summary>
    public static Tensor Power(this Tensor a, Tensor b) => PowerTensorOp.Instance.Apply(a, b);
}
