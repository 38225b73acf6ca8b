using System.Globalization;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Backprop.Numerics.Kernels;

namespace Backprop.Engine;

/// <summary>dx = dy where x &gt; 0, else slope · dy, from x.</summary>
public sealed class LeakyReluGradientOp : ActivationGradientOp<LeakyReluGradientOp.Kernel>
{
    /// <summary>With this slope left of 0.</summary>
    public LeakyReluGradientOp(double slope) : base(new(slope)) => Slope = slope;

    /// <summary>The slope left of 0.</summary>
    public double Slope { get; }

    /// <inheritdoc/>
    public override string Name => "leaky_relu_gradient";

    /// <inheritdoc/>
    public override string Constants => string.Create(CultureInfo.InvariantCulture, $"slope: {Slope}");

    /// <summary>The gradient element by element.</summary>
    public readonly struct Kernel(double slope) : IBinaryParameterKernel
    {
        /// <inheritdoc/>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public Vector256<T> Apply<T>(Vector256<T> x, Vector256<T> dy) where T : unmanaged =>
            Vectors.Select(Vector256.GreaterThan(x, Vector256<T>.Zero), dy, Vectors.Broadcast<T>(slope) * dy);

        /// <inheritdoc/>
        public static bool IsWide => true;

        /// <inheritdoc/>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public Vector512<T> Apply<T>(Vector512<T> x, Vector512<T> dy) where T : unmanaged =>
            Vectors.Select(Vector512.GreaterThan(x, Vector512<T>.Zero), dy, Vectors.Broadcast512<T>(slope) * dy);
    }
}
