using System.Globalization;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Backprop.Numerics.Kernels;

namespace Backprop.Engine;

/// <summary>y = x where x &gt; 0, else α (eˣ − 1) (ELU; Clevert et al. 2015): dx = dy or dy ⊙ α eˣ; α dy at x = 0.</summary>
public sealed class EluOp : ParameterUnaryOp<EluOp.Kernel>
{
    /// <summary>With this α.</summary>
    public EluOp(double alpha = 1) : base(new(alpha, 1)) => Alpha = alpha;

    /// <summary>Minus the value far left.</summary>
    public double Alpha { get; }

    /// <inheritdoc/>
    public override string Name => "elu";

    /// <inheritdoc/>
    public override string Constants => string.Create(CultureInfo.InvariantCulture, $"alpha: {Alpha}");

    /// <inheritdoc/>
    protected internal override Tensor?[] Gradient(in GradientContext context) =>
        [new EluGradientOp(Alpha, 1).Apply(context.Input(), context.Grad())];

    /// <summary>Elu element by element.</summary>
    public readonly struct Kernel(double alpha, double scale) : IParameterKernel
    {
        /// <inheritdoc/>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public Vector256<T> Apply<T>(Vector256<T> x) where T : unmanaged
        {
            var left = Vectors.Broadcast<T>(scale * alpha) * Elementary.Expm1(x);
            return Vectors.Select(Vector256.GreaterThan(x, Vector256<T>.Zero), Vectors.Broadcast<T>(scale) * x, left);
        }

        /// <inheritdoc/>
        public static bool IsWide => true;

        /// <inheritdoc/>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public Vector512<T> Apply<T>(Vector512<T> x) where T : unmanaged
        {
            var left = Vectors.Broadcast512<T>(scale * alpha) * Elementary.Expm1(x);
            return Vectors.Select(Vector512.GreaterThan(x, Vector512<T>.Zero), Vectors.Broadcast512<T>(scale) * x, left);
        }
    }
}

public static partial class Ops
{
    /// <summary>The exponential linear unit: x where x &gt; 0, else α (eˣ − 1).</summary>
    public static Tensor Elu(this Tensor x, double alpha = 1) => new EluOp(alpha).Apply(x);
}
