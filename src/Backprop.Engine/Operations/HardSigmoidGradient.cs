using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Backprop.Numerics.Kernels;

namespace Backprop.Engine;

/// <summary>dx = dy/6 where −3 &lt; x &lt; 3, else 0, from x.</summary>
public sealed class HardSigmoidGradientOp : ActivationGradientOp<HardSigmoidGradientOp.Kernel>
{
    internal static readonly HardSigmoidGradientOp Instance = new();

    private HardSigmoidGradientOp() : base(default) { }

    /// <inheritdoc/>
    public override string Name => "hard_sigmoid_gradient";

    /// <summary>The gradient element by element.</summary>
    public readonly struct Kernel : IBinaryParameterKernel
    {
        /// <inheritdoc/>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public Vector256<T> Apply<T>(Vector256<T> x, Vector256<T> dy) where T : unmanaged =>
            Vectors.Select(Vector256.LessThan(Vectors.Abs(x), Vectors.Broadcast<T>(3)), dy / Vectors.Broadcast<T>(6), Vector256<T>.Zero);

        /// <inheritdoc/>
        public static bool IsWide => true;

        /// <inheritdoc/>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public Vector512<T> Apply<T>(Vector512<T> x, Vector512<T> dy) where T : unmanaged =>
            Vectors.Select(Vector512.LessThan(Vectors.Abs(x), Vectors.Broadcast512<T>(3)), dy / Vectors.Broadcast512<T>(6), Vector512<T>.Zero);
    }
}
