using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Backprop.Numerics.Kernels;

namespace Backprop.Engine;

/// <summary>
/// Resilient backpropagation (Riedmiller and Braun 1993, in PyTorch's form), for full batches: each weight has its own step
/// size, η at first. Where the sign of g stayed it grows by η⁺; where it changed it shrinks by η⁻ and g counts as zero;
/// w −= sign(g) · size. The learning rate is used at the first step alone, so schedules have no effect.
/// </summary>
public sealed class Rprop : ElementwiseOptimizer
{
    private readonly double _shrink = 0.5;
    private readonly double _grow = 1.2;
    private readonly double _smallestStep = 1e-6;
    private readonly double _greatestStep = 50;

    /// <summary>Of these parameters; learning rate 0.01 unless set.</summary>
    public Rprop(IEnumerable<Parameter> parameters) : this([new ParameterGroup(parameters)]) { }

    /// <summary>Of these groups; learning rate 0.01 unless set.</summary>
    public Rprop(IEnumerable<ParameterGroup> groups) : base(groups, learningRate: 0.01) { }

    /// <inheritdoc/>
    public override string Kind => "rprop";

    /// <summary>η⁻, the factor after a change of sign, in [0, 1); 0.5 unless set.</summary>
    /// <exception cref="SettingsException">It is outside of [0, 1).</exception>
    public double Shrink
    {
        get => _shrink;
        init => _shrink = InRange.Decay(value, Kind, "shrink");
    }

    /// <summary>η⁺, the factor without one, greater than 0; 1.2 unless set.</summary>
    /// <exception cref="SettingsException">It is not a number greater than 0.</exception>
    public double Grow
    {
        get => _grow;
        init => _grow = InRange.Positive(value, Kind, "grow");
    }

    /// <summary>The smallest step size; 10⁻⁶ unless set, at least 0.</summary>
    /// <exception cref="SettingsException">It is negative or not finite.</exception>
    public double SmallestStep
    {
        get => _smallestStep;
        init => _smallestStep = InRange.AtLeastZero(value, Kind, "smallest step");
    }

    /// <summary>The greatest step size; 50 unless set.</summary>
    /// <exception cref="SettingsException">It is not a number greater than 0.</exception>
    public double GreatestStep
    {
        get => _greatestStep;
        init => _greatestStep = InRange.Positive(value, Kind, "greatest step");
    }

    /// <inheritdoc/>
    public override IReadOnlyList<string> StateNames => ["previous", "step_size"];

    /// <inheritdoc/>
    protected internal override double InitialState(int state, double learningRate) => state == 0 ? 0 : learningRate;

    /// <inheritdoc/>
    protected internal override void Rule<T>(Span<T> weight, ReadOnlySpan<T> grad, UpdateState<T> state, in UpdateStep step) =>
        UpdateKernels.Run(new Kernel<T>(this, step), weight, grad, state);

    private readonly struct Kernel<T>(Rprop o, in UpdateStep step) : IUpdateKernel<T> where T : unmanaged
    {
        private readonly Vector256<T> _decay = Vectors.Broadcast<T>(step.WeightDecay);
        private readonly Vector256<T> _shrink = Vectors.Broadcast<T>(o.Shrink);
        private readonly Vector256<T> _grow = Vectors.Broadcast<T>(o.Grow);
        private readonly Vector256<T> _smallest = Vectors.Broadcast<T>(o.SmallestStep);
        private readonly Vector256<T> _greatest = Vectors.Broadcast<T>(o.GreatestStep);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Step(ref T weight, ref readonly T grad, ref T first, ref T second, ref T third, nuint at)
        {
            var w = Vector256.LoadUnsafe(ref weight, at);
            var g = Vectors.Fma(_decay, w, Vector256.LoadUnsafe(in grad, at));
            var product = g * Vector256.LoadUnsafe(ref first, at);
            var turned = Vector256.LessThan(product, Vector256<T>.Zero);
            var factor = Vectors.Select(turned, _shrink, Vectors.Select(Vector256.GreaterThan(product, Vector256<T>.Zero), _grow, Vector256<T>.One));
            var size = Vectors.Min(Vectors.Max(Vector256.LoadUnsafe(ref second, at) * factor, _smallest), _greatest);
            size.StoreUnsafe(ref second, at);
            g = Vector256.AndNot(g, turned);
            g.StoreUnsafe(ref first, at);
            (w - Vectors.Sign(g) * size).StoreUnsafe(ref weight, at);
        }
    }
}
