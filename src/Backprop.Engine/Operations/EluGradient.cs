using System.Globalization;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Backprop.Numerics.Kernels;

namespace Backprop.Engine;

/// <summary>dx = scale · dy where x &gt; 0, else scale · dy ⊙ α eˣ, from x: of ELU and SELU.</summary>
public sealed class EluGradientOp : ActivationGradientOp<EluGradientOp.Kernel>
{
    /// <summary>With this α and scale.</summary>
    public EluGradientOp(double alpha, double scale) : base(new(alpha, scale)) => (Alpha, Scale) = (alpha, scale);

    /// <summary>Minus the value far left, before scaling.</summary>
    public double Alpha { get; }

    /// <summary>What the result is multiplied with.</summary>
    public double Scale { get; }

    /// <inheritdoc/>
    public override string Name => "elu_gradient";

    /// <inheritdoc/>
    public override string Constants => string.Create(CultureInfo.InvariantCulture, $"alpha: {Alpha}, scale: {Scale}");

    /// <inheritdoc/>
    private protected override Tensor? SecondDerivative(Tensor x) =>
        Ops.Select(x.Less(0), Scale * Alpha * x.Minimum(0).Exp(), x.Constant(0));

    /// <summary>The gradient element by element.</summary>
    public readonly struct Kernel(double alpha, double scale) : IBinaryParameterKernel
    {
        /// <inheritdoc/>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public Vector256<T> Apply<T>(Vector256<T> x, Vector256<T> dy) where T : unmanaged
        {
            var left = Vectors.Broadcast<T>(scale * alpha) * Elementary.Exp(x);
            return dy * Vectors.Select(Vector256.GreaterThan(x, Vector256<T>.Zero), Vectors.Broadcast<T>(scale), left);
        }

        /// <inheritdoc/>
        public static bool IsWide => true;

        /// <inheritdoc/>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public Vector512<T> Apply<T>(Vector512<T> x, Vector512<T> dy) where T : unmanaged
        {
            var left = Vectors.Broadcast512<T>(scale * alpha) * Elementary.Exp(x);
            return dy * Vectors.Select(Vector512.GreaterThan(x, Vector512<T>.Zero), Vectors.Broadcast512<T>(scale), left);
        }
    }
}
