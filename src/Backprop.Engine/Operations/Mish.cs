using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Backprop.Numerics.Kernels;

namespace Backprop.Engine;

/// <summary>y = x tanh(ln(1 + eˣ)) (Mish; Misra 2019): see <see cref="MishGradientOp"/>.</summary>
public sealed class MishOp : UnaryOp<MishOp.Kernel>
{
    internal static readonly MishOp Instance = new();

    /// <inheritdoc/>
    public override string Name => "mish";

    /// <inheritdoc/>
    protected internal override Tensor?[] Gradient(in GradientContext context) =>
        [MishGradientOp.Instance.Apply(context.Input(), context.Grad())];

    /// <summary>x n / (n + 2) with n = eˣ (eˣ + 2), which is the same.</summary>
    public readonly struct Kernel : IUnaryKernel
    {
        /// <inheritdoc/>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Vector256<T> Apply<T>(Vector256<T> x) where T : unmanaged
        {
            var e = Elementary.Exp(Capped(x));
            var n = e * (e + Vectors.Broadcast<T>(2));
            return x * (n / (n + Vectors.Broadcast<T>(2)));
        }

        // Beyond, tanh(ln(1 + eˣ)) is 1 to the last bit; powers of eˣ must not overflow.
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        internal static Vector256<T> Capped<T>(Vector256<T> x) where T : unmanaged =>
            Vectors.Min(x, Vectors.Broadcast<T>(typeof(T) == typeof(float) ? 20 : 40));

        /// <inheritdoc/>
        public static bool IsWide => true;

        /// <inheritdoc/>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Vector512<T> Apply<T>(Vector512<T> x) where T : unmanaged
        {
            var e = Elementary.Exp(Capped(x));
            var n = e * (e + Vectors.Broadcast512<T>(2));
            return x * (n / (n + Vectors.Broadcast512<T>(2)));
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        internal static Vector512<T> Capped<T>(Vector512<T> x) where T : unmanaged =>
            Vectors.Min(x, Vectors.Broadcast512<T>(typeof(T) == typeof(float) ? 20 : 40));
    }
}

public static partial class Ops
{
    /// <summary>x tanh(ln(1 + eˣ)), element by element.</summary>
    public static Tensor Mish(this Tensor x) => MishOp.Instance.Apply(x);
}
