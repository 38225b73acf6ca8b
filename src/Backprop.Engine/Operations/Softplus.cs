using System.Globalization;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Backprop.Numerics.Kernels;

namespace Backprop.Engine;

/// <summary>y = ln(1 + exp(βx)) / β; nothing overflows: dx = dy ⊙ σ(βx).</summary>
public sealed class SoftplusOp : ParameterUnaryOp<SoftplusOp.Kernel>
{
    /// <summary>With this sharpness β &gt; 0.</summary>
    public SoftplusOp(double beta = 1) : base(new(beta)) => Beta = beta;

    /// <summary>The sharpness β &gt; 0.</summary>
    public double Beta { get; }

    /// <inheritdoc/>
    public override string Name => "softplus";

    /// <inheritdoc/>
    public override string Constants => string.Create(CultureInfo.InvariantCulture, $"beta: {Beta}");

    /// <inheritdoc/>
    protected internal override Tensor?[] Gradient(in GradientContext context) =>
        [new SoftplusGradientOp(Beta).Apply(context.Input(), context.Grad())];

    /// <summary>Softplus element by element.</summary>
    public readonly struct Kernel(double beta) : IParameterKernel
    {
        /// <inheritdoc/>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public Vector256<T> Apply<T>(Vector256<T> x) where T : unmanaged =>
            Elementary.Softplus(Vectors.Broadcast<T>(beta) * x) / Vectors.Broadcast<T>(beta);

        /// <inheritdoc/>
        public static bool IsWide => true;

        /// <inheritdoc/>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public Vector512<T> Apply<T>(Vector512<T> x) where T : unmanaged =>
            Elementary.Softplus(Vectors.Broadcast512<T>(beta) * x) / Vectors.Broadcast512<T>(beta);
    }
}

public static partial class Ops
{
    /// <summary>The smooth rectifier ln(1 + exp(βx)) / β, for any x without overflow.</summary>
    public static Tensor Softplus(this Tensor x, double beta = 1) => new SoftplusOp(beta).Apply(x);
}
