using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Backprop.Numerics.Kernels;

namespace Backprop.Engine;

/// <summary>
/// Adamax, Adam with the infinity norm (Kingma and Ba 2015, section 7): g += λw; m += (1 − β₁)(g − m);
/// u = max(β₂u, |g| + ε); w −= η/(1 − β₁ᵗ) · m / u.
/// </summary>
public sealed class Adamax : ElementwiseOptimizer
{
    private readonly double _beta1 = 0.9;
    private readonly double _beta2 = 0.999;
    private readonly double _epsilon = 1e-8;

    /// <summary>Of these parameters; learning rate 0.002 unless set.</summary>
    public Adamax(IEnumerable<Parameter> parameters) : this([new ParameterGroup(parameters)]) { }

    /// <summary>Of these groups; learning rate 0.002 unless set.</summary>
    public Adamax(IEnumerable<ParameterGroup> groups) : base(groups, learningRate: 2e-3) { }

    /// <inheritdoc/>
    public override string Kind => "adamax";

    /// <summary>β₁, the decay of the running mean of gradients, in [0, 1); 0.9 unless set.</summary>
    /// <exception cref="SettingsException">It is outside of [0, 1).</exception>
    public double Beta1
    {
        get => _beta1;
        init => _beta1 = InRange.Decay(value, Kind, "beta1");
    }

    /// <summary>β₂, the decay of the running maximum, in [0, 1); 0.999 unless set.</summary>
    /// <exception cref="SettingsException">It is outside of [0, 1).</exception>
    public double Beta2
    {
        get => _beta2;
        init => _beta2 = InRange.Decay(value, Kind, "beta2");
    }

    /// <summary>ε, keeps the divisor from zero; 10⁻⁸ unless set, at least 0.</summary>
    /// <exception cref="SettingsException">It is negative or not finite.</exception>
    public double Epsilon
    {
        get => _epsilon;
        init => _epsilon = InRange.AtLeastZero(value, Kind, "epsilon");
    }

    /// <inheritdoc/>
    public override IReadOnlyList<string> StateNames => ["exp_avg", "exp_inf"];

    /// <inheritdoc/>
    protected internal override UpdateStep Prepare(UpdateStep step) =>
        step with { First = step.LearningRate / (1 - UpdateKernels.IntegerPower(Beta1, step.Number)) };

    /// <inheritdoc/>
    protected internal override void Rule<T>(Span<T> weight, ReadOnlySpan<T> grad, UpdateState<T> state, in UpdateStep step) =>
        UpdateKernels.Run(new Kernel<T>(this, step), weight, grad, state);

    private readonly struct Kernel<T>(Adamax o, in UpdateStep step) : IUpdateKernel<T> where T : unmanaged
    {
        private readonly Vector256<T> _decay = Vectors.Broadcast<T>(step.WeightDecay);
        private readonly Vector256<T> _minusRate = Vectors.Broadcast<T>(-step.First);
        private readonly Vector256<T> _share1 = Vectors.Broadcast<T>(1 - o.Beta1);
        private readonly Vector256<T> _beta2 = Vectors.Broadcast<T>(o.Beta2);
        private readonly Vector256<T> _epsilon = Vectors.Broadcast<T>(o.Epsilon);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Step(ref T weight, ref readonly T grad, ref T first, ref T second, ref T third, nuint at)
        {
            var w = Vector256.LoadUnsafe(ref weight, at);
            var g = Vectors.Fma(_decay, w, Vector256.LoadUnsafe(in grad, at));
            var m = Vector256.LoadUnsafe(ref first, at);
            m = Vectors.Fma(_share1, g - m, m);
            m.StoreUnsafe(ref first, at);
            var u = Vectors.Max(_beta2 * Vector256.LoadUnsafe(ref second, at), Vectors.Abs(g) + _epsilon);
            u.StoreUnsafe(ref second, at);
            Vectors.Fma(_minusRate, m / u, w).StoreUnsafe(ref weight, at);
        }
    }
}
