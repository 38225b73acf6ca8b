using System.Globalization;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Backprop.Numerics.Kernels;

namespace Backprop.Engine;

/// <summary>y = x where x &gt; 0, else slope · x (Maas et al. 2013): dx = dy or slope · dy; slope · dy at the kink x = 0.</summary>
public sealed class LeakyReluOp : ParameterUnaryOp<LeakyReluOp.Kernel>
{
    /// <summary>With this slope left of 0.</summary>
    public LeakyReluOp(double slope = 0.01) : base(new(slope)) => Slope = slope;

    /// <summary>The slope left of 0.</summary>
    public double Slope { get; }

    /// <inheritdoc/>
    public override string Name => "leaky_relu";

    /// <inheritdoc/>
    public override string Constants => string.Create(CultureInfo.InvariantCulture, $"slope: {Slope}");

    /// <inheritdoc/>
    protected internal override Tensor?[] Gradient(in GradientContext context) =>
        [new LeakyReluGradientOp(Slope).Apply(context.Input(), context.Grad())];

    /// <summary>LeakyRelu element by element.</summary>
    public readonly struct Kernel(double slope) : IParameterKernel
    {
        /// <inheritdoc/>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public Vector256<T> Apply<T>(Vector256<T> x) where T : unmanaged =>
            Vectors.Select(Vector256.GreaterThan(x, Vector256<T>.Zero), x, Vectors.Broadcast<T>(slope) * x);

        /// <inheritdoc/>
        public static bool IsWide => true;

        /// <inheritdoc/>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public Vector512<T> Apply<T>(Vector512<T> x) where T : unmanaged =>
            Vectors.Select(Vector512.GreaterThan(x, Vector512<T>.Zero), x, Vectors.Broadcast512<T>(slope) * x);
    }
}

public static partial class Ops
{
    /// <summary>The leaky rectified linear unit: x where x &gt; 0, else slope · x.</summary>
    public static Tensor LeakyRelu(this Tensor x, double slope = 0.01) => new LeakyReluOp(slope).Apply(x);
}
