using System.Globalization;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Backprop.Numerics.Kernels;

namespace Backprop.Engine;

/// <summary>y = xᵖ: dx = p dy ⊙ xᵖ⁻¹. NaN for a negative x and a p that is not whole.</summary>
public sealed class PowerOp : ParameterUnaryOp<PowerOp.Kernel>
{
    /// <summary>To this power.</summary>
    public PowerOp(double exponent) : base(new(exponent)) => Exponent = exponent;

    /// <summary>p.</summary>
    public double Exponent { get; }

    /// <inheritdoc/>
    public override string Name => "power";

    /// <inheritdoc/>
    public override string Constants => string.Create(CultureInfo.InvariantCulture, $"exponent: {Exponent}");

    /// <inheritdoc/>
    protected internal override Tensor?[] Gradient(in GradientContext context) =>
        [Exponent == 0 ? null : Exponent * context.Input().Power(Exponent - 1) * context.Grad()];

    /// <summary>xᵖ, small whole powers by multiplying.</summary>
    public readonly struct Kernel(double exponent) : IParameterKernel
    {
        /// <inheritdoc/>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public Vector256<T> Apply<T>(Vector256<T> x) where T : unmanaged => exponent switch
        {
            0 => Vectors.Broadcast<T>(1),
            3 => x * x * x,
            4 => x * x * (x * x),
            -1 => Vectors.Broadcast<T>(1) / x,
            -2 => Vectors.Broadcast<T>(1) / (x * x),
            _ => Elementary.Pow(x, Vectors.Broadcast<T>(exponent)),
        };

        /// <inheritdoc/>
        public static bool IsWide => true;

        /// <inheritdoc/>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public Vector512<T> Apply<T>(Vector512<T> x) where T : unmanaged => exponent switch
        {
            0 => Vectors.Broadcast512<T>(1),
            3 => x * x * x,
            4 => x * x * (x * x),
            -1 => Vectors.Broadcast512<T>(1) / x,
            -2 => Vectors.Broadcast512<T>(1) / (x * x),
            _ => Elementary.Pow(x, Vectors.Broadcast512<T>(exponent)),
        };
    }
}

public static partial class Ops
{
    /// <summary>xᵖ for a constant p, element by element.</summary>
    public static Tensor Power(this Tensor x, double exponent) => exponent switch
    {
        1 => x,
        2 => x.Square(),
        0.5 => x.Sqrt(),
        _ => new PowerOp(exponent).Apply(x),
    };
}
