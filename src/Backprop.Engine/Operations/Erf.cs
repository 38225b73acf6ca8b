using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Backprop.Numerics.Kernels;

namespace Backprop.Engine;

/// <summary>y = erf x = 2/√π ∫₀ˣ exp(−t²) dt: dx = dy ⊙ 2/√π · exp(−x²).</summary>
public sealed class ErfOp : UnaryOp<ErfOp.Kernel>
{
    internal static readonly ErfOp Instance = new();

    /// <inheritdoc/>
    public override string Name => "erf";

    /// <inheritdoc/>
    protected internal override Tensor?[] Gradient(in GradientContext context) =>
        [context.Grad() * (1.1283791670955126 * (-context.Input().Square()).Exp())];

    /// <summary>erf x</summary>
    public readonly struct Kernel : IUnaryKernel
    {
        /// <inheritdoc/>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Vector256<T> Apply<T>(Vector256<T> x) where T : unmanaged => Elementary.Erf(x);

        /// <inheritdoc/>
        public static bool IsWide => true;

        /// <inheritdoc/>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Vector512<T> Apply<T>(Vector512<T> x) where T : unmanaged => Elementary.Erf(x);
    }
}

public static partial class Ops
{
    /// <summary>The error function erf x = 2/√π ∫₀ˣ exp(−t²) dt, element by element.</summary>
    public static Tensor Erf(this Tensor x) => ErfOp.Instance.Apply(x);
}
