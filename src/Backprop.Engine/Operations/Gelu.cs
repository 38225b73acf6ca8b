using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Backprop.Numerics.Kernels;

namespace Backprop.Engine;

/// <summary>
/// y = x Φ(x) = x/2 (1 + erf(x/√2)) (GELU; Hendrycks and Gimpel 2016), or x/2 (1 + tanh(√(2/π) (x + 0.044715 x³))): see
/// <see cref="GeluGradientOp"/>.
/// </summary>
public sealed class GeluOp : ParameterUnaryOp<GeluOp.Kernel>
{
    /// <summary>Exact, or with tanh.</summary>
    public GeluOp(bool approximate = false) : base(new(approximate)) => Approximate = approximate;

    /// <summary>Whether Φ is approximated with tanh.</summary>
    public bool Approximate { get; }

    /// <inheritdoc/>
    public override string Name => "gelu";

    /// <inheritdoc/>
    public override string Constants => Approximate ? "approximate: tanh" : "";

    /// <inheritdoc/>
    protected internal override Tensor?[] Gradient(in GradientContext context) =>
        [new GeluGradientOp(Approximate).Apply(context.Input(), context.Grad())];

    /// <summary>Gelu element by element.</summary>
    public readonly struct Kernel(bool approximate) : IParameterKernel
    {
        /// <inheritdoc/>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public Vector256<T> Apply<T>(Vector256<T> x) where T : unmanaged
        {
            var half = Vectors.Broadcast<T>(0.5) * x;
            if (!approximate)
                return Vectors.Fma(half, Elementary.Erf(Vectors.Broadcast<T>(GeluGradientOp.InverseSqrtTwo) * x), half);
            var u = Vectors.Broadcast<T>(GeluGradientOp.Scale) * Vectors.Fma(Vectors.Broadcast<T>(GeluGradientOp.Cubic) * x * x, x, x);
            return Vectors.Fma(half, Elementary.Tanh(u), half);
        }

        /// <inheritdoc/>
        public static bool IsWide => true;

        /// <inheritdoc/>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public Vector512<T> Apply<T>(Vector512<T> x) where T : unmanaged
        {
            var half = Vectors.Broadcast512<T>(0.5) * x;
            if (!approximate)
                return Vectors.Fma(half, Elementary.Erf(Vectors.Broadcast512<T>(GeluGradientOp.InverseSqrtTwo) * x), half);
            var u = Vectors.Broadcast512<T>(GeluGradientOp.Scale) * Vectors.Fma(Vectors.Broadcast512<T>(GeluGradientOp.Cubic) * x * x, x, x);
            return Vectors.Fma(half, Elementary.Tanh(u), half);
        }
    }
}

public static partial class Ops
{
    /// <summary>The Gaussian error linear unit x Φ(x), exact or in the tanh approximation.</summary>
    public static Tensor Gelu(this Tensor x, bool approximate = false) => new GeluOp(approximate).Apply(x);
}
