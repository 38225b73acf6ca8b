using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Backprop.Numerics.Kernels;

namespace Backprop.Engine;

/// <summary>dx = 0 where x ≤ −3, dy where x ≥ 3, else dy ⊙ (x/3 + ½), from x.</summary>
public sealed class HardSwishGradientOp : ActivationGradientOp<HardSwishGradientOp.Kernel>
{
    internal static readonly HardSwishGradientOp Instance = new();

    private HardSwishGradientOp() : base(default) { }

    /// <inheritdoc/>
    public override string Name => "hard_swish_gradient";

    /// <inheritdoc/>
    private protected override Tensor? SecondDerivative(Tensor x) =>
        Ops.Select(x.Abs().Less(3), 1.0 / 3, x.Constant(0));

    /// <summary>The gradient element by element.</summary>
    public readonly struct Kernel : IBinaryParameterKernel
    {
        /// <inheritdoc/>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public Vector256<T> Apply<T>(Vector256<T> x, Vector256<T> dy) where T : unmanaged
        {
            var three = Vectors.Broadcast<T>(3);
            var inside = x / three + Vectors.Broadcast<T>(0.5);
            var right = Vectors.Select(Vector256.LessThan(x, three), inside, Vectors.Broadcast<T>(1));
            return dy * Vectors.Select(Vector256.LessThanOrEqual(x, -three), Vector256<T>.Zero, right);
        }

        /// <inheritdoc/>
        public static bool IsWide => true;

        /// <inheritdoc/>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public Vector512<T> Apply<T>(Vector512<T> x, Vector512<T> dy) where T : unmanaged
        {
            var three = Vectors.Broadcast512<T>(3);
            var inside = x / three + Vectors.Broadcast512<T>(0.5);
            var right = Vectors.Select(Vector512.LessThan(x, three), inside, Vectors.Broadcast512<T>(1));
            return dy * Vectors.Select(Vector512.LessThanOrEqual(x, -three), Vector512<T>.Zero, right);
        }
    }
}
