using System.Globalization;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Backprop.Numerics.Kernels;

namespace Backprop.Engine;

/// <summary>dx = dy ⊙ σ(βx), from x.</summary>
public sealed class SoftplusGradientOp : ActivationGradientOp<SoftplusGradientOp.Kernel>
{
    /// <summary>With this sharpness β &gt; 0.</summary>
    public SoftplusGradientOp(double beta) : base(new(beta)) => Beta = beta;

    /// <summary>The sharpness β &gt; 0.</summary>
    public double Beta { get; }

    /// <inheritdoc/>
    public override string Name => "softplus_gradient";

    /// <inheritdoc/>
    public override string Constants => string.Create(CultureInfo.InvariantCulture, $"beta: {Beta}");

    /// <inheritdoc/>
    private protected override Tensor? SecondDerivative(Tensor x)
    {
        var s = (Beta * x).Sigmoid();
        return Beta * s * (1 - s);
    }

    /// <summary>The gradient element by element.</summary>
    public readonly struct Kernel(double beta) : IBinaryParameterKernel
    {
        /// <inheritdoc/>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public Vector256<T> Apply<T>(Vector256<T> x, Vector256<T> dy) where T : unmanaged =>
            dy * Elementary.Sigmoid(Vectors.Broadcast<T>(beta) * x);

        /// <inheritdoc/>
        public static bool IsWide => true;

        /// <inheritdoc/>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public Vector512<T> Apply<T>(Vector512<T> x, Vector512<T> dy) where T : unmanaged =>
            dy * Elementary.Sigmoid(Vectors.Broadcast512<T>(beta) * x);
    }
}
