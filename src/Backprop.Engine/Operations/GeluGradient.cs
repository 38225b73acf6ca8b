using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Backprop.Numerics.Kernels;

namespace Backprop.Engine;

/// <summary>dx = dy ⊙ (Φ(x) + x φ(x)), or with Φ approximated by t = tanh u: dx = dy ⊙ (½ (1 + t) + x/2 (1 − t²) u′); from x.</summary>
public sealed class GeluGradientOp : ActivationGradientOp<GeluGradientOp.Kernel>
{
    // √(2/π), the coefficient of x³, 1/√2, 1/√(2π)
    internal const double Scale = 0.7978845608028654, Cubic = 0.044715;
    internal const double InverseSqrtTwo = 0.7071067811865476, InverseSqrtTwoPi = 0.3989422804014327;

    /// <summary>Of the exact form, or of the one with tanh.</summary>
    public GeluGradientOp(bool approximate) : base(new(approximate)) => Approximate = approximate;

    /// <summary>Whether Φ is approximated with tanh.</summary>
    public bool Approximate { get; }

    /// <inheritdoc/>
    public override string Name => "gelu_gradient";

    /// <inheritdoc/>
    public override string Constants => Approximate ? "approximate: tanh" : "";

    /// <inheritdoc/>
    private protected override Tensor? SecondDerivative(Tensor x)
    {
        if (!Approximate)
            return (2 - x.Square()) * (InverseSqrtTwoPi * (-0.5 * x.Square()).Exp());
        // With t = tanh u: f″ = t′ + x/2 t″, t′ = (1 − t²) u′, t″ = (1 − t²) u″ − 2 t t′ u′.
        var square = x.Square();
        var t = (Scale * (x + Cubic * square * x)).Tanh();
        var (slope, inner) = (1 - t.Square(), Scale * (1 + 3 * Cubic * square));
        var first = slope * inner;
        return first + 0.5 * x * (slope * (6 * Scale * Cubic * x) - 2 * t * first * inner);
    }

    /// <summary>The gradient element by element.</summary>
    public readonly struct Kernel(bool approximate) : IBinaryParameterKernel
    {
        /// <inheritdoc/>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public Vector256<T> Apply<T>(Vector256<T> x, Vector256<T> dy) where T : unmanaged
        {
            var half = Vectors.Broadcast<T>(0.5);
            if (approximate)
            {
                var square = x * x;
                var t = Elementary.Tanh(Vectors.Broadcast<T>(Scale) * Vectors.Fma(Vectors.Broadcast<T>(Cubic) * square, x, x));
                var inner = Vectors.Broadcast<T>(Scale) * Vectors.Fma(Vectors.Broadcast<T>(3 * Cubic), square, Vectors.Broadcast<T>(1));
                return dy * (half * (Vectors.Broadcast<T>(1) + t + x * Vectors.Fma(-t, t, Vectors.Broadcast<T>(1)) * inner));
            }

            var phi = Vectors.Fma(half, Elementary.Erf(Vectors.Broadcast<T>(InverseSqrtTwo) * x), half);
            var density = Vectors.Broadcast<T>(InverseSqrtTwoPi) * Elementary.Exp(-half * x * x);
            return dy * Vectors.Fma(x, density, phi);
        }

        /// <inheritdoc/>
        public static bool IsWide => true;

        /// <inheritdoc/>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public Vector512<T> Apply<T>(Vector512<T> x, Vector512<T> dy) where T : unmanaged
        {
            var half = Vectors.Broadcast512<T>(0.5);
            if (approximate)
            {
                var square = x * x;
                var t = Elementary.Tanh(Vectors.Broadcast512<T>(Scale) * Vectors.Fma(Vectors.Broadcast512<T>(Cubic) * square, x, x));
                var inner = Vectors.Broadcast512<T>(Scale) * Vectors.Fma(Vectors.Broadcast512<T>(3 * Cubic), square, Vectors.Broadcast512<T>(1));
                return dy * (half * (Vectors.Broadcast512<T>(1) + t + x * Vectors.Fma(-t, t, Vectors.Broadcast512<T>(1)) * inner));
            }

            var phi = Vectors.Fma(half, Elementary.Erf(Vectors.Broadcast512<T>(InverseSqrtTwo) * x), half);
            var density = Vectors.Broadcast512<T>(InverseSqrtTwoPi) * Elementary.Exp(-half * x * x);
            return dy * Vectors.Fma(x, density, phi);
        }
    }
}
