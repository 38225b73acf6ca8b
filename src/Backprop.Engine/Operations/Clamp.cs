using System.Globalization;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Backprop.Numerics.Kernels;

namespace Backprop.Engine;

/// <summary>y = min(max(x, min), max), NaN stays NaN: dx = dy where min ≤ x ≤ max, else 0.</summary>
public sealed class ClampOp : ParameterUnaryOp<ClampOp.Kernel>
{
    /// <summary>Between these.</summary>
    public ClampOp(double min, double max) : base(new(min, max)) => (Min, Max) = (min, max);

    /// <summary>The least value; −∞ for none.</summary>
    public double Min { get; }

    /// <summary>The largest value; ∞ for none.</summary>
    public double Max { get; }

    /// <inheritdoc/>
    public override string Name => "clamp";

    /// <inheritdoc/>
    public override string Constants => string.Create(CultureInfo.InvariantCulture, $"min: {Min}, max: {Max}");

    /// <inheritdoc/>
    protected internal override Tensor?[] Gradient(in GradientContext context) =>
        [new ClampGradientOp(Min, Max).Apply(context.Input(), context.Grad())];

    /// <summary>Clamp element by element.</summary>
    public readonly struct Kernel(double min, double max) : IParameterKernel
    {
        /// <inheritdoc/>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public Vector256<T> Apply<T>(Vector256<T> x) where T : unmanaged =>
            Vectors.Min(Vectors.Max(x, Vectors.Broadcast<T>(min)), Vectors.Broadcast<T>(max));

        /// <inheritdoc/>
        public static bool IsWide => true;

        /// <inheritdoc/>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public Vector512<T> Apply<T>(Vector512<T> x) where T : unmanaged =>
            Vectors.Min(Vectors.Max(x, Vectors.Broadcast512<T>(min)), Vectors.Broadcast512<T>(max));
    }
}

public static partial class Ops
{
    /// <summary>Each element brought into [min, max]; infinities leave a side open.</summary>
    public static Tensor Clamp(this Tensor x, double min, double max) => new ClampOp(min, max).Apply(x);
}
