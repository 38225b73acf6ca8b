using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Backprop.Numerics.Kernels;

namespace Backprop.Engine;

/// <summary>dx = dy ⊙ (w + x w′) with w = tanh(ln(1 + eˣ)), w′ = σ(x) (1 − w²), from x.</summary>
public sealed class MishGradientOp : ActivationGradientOp<MishGradientOp.Kernel>
{
    internal static readonly MishGradientOp Instance = new();

    private MishGradientOp() : base(default) { }

    /// <inheritdoc/>
    public override string Name => "mish_gradient";

    /// <inheritdoc/>
    private protected override Tensor? SecondDerivative(Tensor x)
    {
        // f″ = 2 w′ + x w″, w″ = w′ (1 − σ − 2 w σ)
        var (w, s) = (x.Softplus().Tanh(), x.Sigmoid());
        var slope = s * (1 - w.Square());
        return slope * (2 + x * (1 - s - 2 * w * s));
    }

    /// <summary>With e = eˣ, n = e (e + 2): w = n / (n + 2) and w′ = 4 e (1 + e) / (n + 2)².</summary>
    public readonly struct Kernel : IBinaryParameterKernel
    {
        /// <inheritdoc/>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public Vector256<T> Apply<T>(Vector256<T> x, Vector256<T> dy) where T : unmanaged
        {
            var e = Elementary.Exp(MishOp.Kernel.Capped(x));
            var n = e * (e + Vectors.Broadcast<T>(2));
            var over = n + Vectors.Broadcast<T>(2);
            var slope = Vectors.Broadcast<T>(4) * (e / over) * ((Vectors.Broadcast<T>(1) + e) / over);
            return dy * Vectors.Fma(x, slope, n / over);
        }

        /// <inheritdoc/>
        public static bool IsWide => true;

        /// <inheritdoc/>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public Vector512<T> Apply<T>(Vector512<T> x, Vector512<T> dy) where T : unmanaged
        {
            var e = Elementary.Exp(MishOp.Kernel.Capped(x));
            var n = e * (e + Vectors.Broadcast512<T>(2));
            var over = n + Vectors.Broadcast512<T>(2);
            var slope = Vectors.Broadcast512<T>(4) * (e / over) * ((Vectors.Broadcast512<T>(1) + e) / over);
            return dy * Vectors.Fma(x, slope, n / over);
        }
    }
}
