using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Backprop.Numerics.Kernels;

namespace Backprop.Engine;

/// <summary>
/// NAdam, Adam with Nesterov's momentum (Dozat 2016, in PyTorch's form): m and v as in <see cref="Adam"/>;
/// μₜ = β₁(1 − ½ · 0.96^(t·ψ)) and Πₜ = μ₁ … μₜ; with q = √(v/(1 − β₂ᵗ)) + ε
/// w −= η(1 − μₜ)/(1 − Πₜ) · g/q + ημₜ₊₁/(1 − Πₜ₊₁) · m/q.
/// </summary>
public sealed class NAdam : ElementwiseOptimizer
{
    private readonly double _beta1 = 0.9;
    private readonly double _beta2 = 0.999;
    private readonly double _epsilon = 1e-8;
    private readonly double _momentumDecay = 4e-3;

    /// <summary>Of these parameters; learning rate 0.002 unless set.</summary>
    public NAdam(IEnumerable<Parameter> parameters) : this([new ParameterGroup(parameters)]) { }

    /// <summary>Of these groups; learning rate 0.002 unless set.</summary>
    public NAdam(IEnumerable<ParameterGroup> groups) : base(groups, learningRate: 2e-3) { }

    /// <inheritdoc/>
    public override string Kind => "nadam";

    /// <summary>β₁, the decay of the running mean of gradients, in [0, 1); 0.9 unless set.</summary>
    /// <exception cref="SettingsException">It is outside of [0, 1).</exception>
    public double Beta1
    {
        get => _beta1;
        init => _beta1 = InRange.Decay(value, Kind, "beta1");
    }

    /// <summary>β₂, the decay of the running mean of squared gradients, in [0, 1); 0.999 unless set.</summary>
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

    /// <summary>ψ, how fast the momentum reaches β₁; 0.004 unless set, at least 0.</summary>
    /// <exception cref="SettingsException">It is negative or not finite.</exception>
    public double MomentumDecay
    {
        get => _momentumDecay;
        init => _momentumDecay = InRange.AtLeastZero(value, Kind, "momentum decay");
    }

    /// <inheritdoc/>
    public override IReadOnlyList<string> StateNames => ["exp_avg", "exp_avg_sq"];

    /// <inheritdoc/>
    protected override string? CarriedName => "mu_product";

    /// <inheritdoc/>
    protected internal override UpdateStep Prepare(UpdateStep step)
    {
        var (momentum, next) = (MomentumAt(step.Number), MomentumAt(step.Number + 1));
        var product = step.Carried * momentum;
        return step with
        {
            First = step.LearningRate * (1 - momentum) / (1 - product),
            Second = step.LearningRate * next / (1 - product * next),
            Carried = product,
        };
    }

    private double MomentumAt(int step) => Beta1 * (1 - 0.5 * Elementary.Pow(0.96, step * MomentumDecay));

    /// <inheritdoc/>
    protected internal override void Rule<T>(Span<T> weight, ReadOnlySpan<T> grad, UpdateState<T> state, in UpdateStep step) =>
        UpdateKernels.Run(new Kernel<T>(this, step), weight, grad, state);

    private readonly struct Kernel<T>(NAdam o, in UpdateStep step) : IUpdateKernel<T> where T : unmanaged
    {
        private readonly Vector256<T> _decay = Vectors.Broadcast<T>(step.WeightDecay);
        private readonly Vector256<T> _share1 = Vectors.Broadcast<T>(1 - o.Beta1);
        private readonly Vector256<T> _beta2 = Vectors.Broadcast<T>(o.Beta2);
        private readonly Vector256<T> _share2 = Vectors.Broadcast<T>(1 - o.Beta2);
        private readonly Vector256<T> _minusGradRate = Vectors.Broadcast<T>(-step.First);
        private readonly Vector256<T> _minusMeanRate = Vectors.Broadcast<T>(-step.Second);
        private readonly Vector256<T> _correction = Vectors.Broadcast<T>(1 / Math.Sqrt(1 - UpdateKernels.IntegerPower(o.Beta2, step.Number)));
        private readonly Vector256<T> _epsilon = Vectors.Broadcast<T>(o.Epsilon);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Step(ref T weight, ref readonly T grad, ref T first, ref T second, ref T third, nuint at)
        {
            var w = Vector256.LoadUnsafe(ref weight, at);
            var g = Vectors.Fma(_decay, w, Vector256.LoadUnsafe(in grad, at));
            var m = Vector256.LoadUnsafe(ref first, at);
            m = Vectors.Fma(_share1, g - m, m);
            m.StoreUnsafe(ref first, at);
            var v = Vectors.Fma(_share2 * g, g, _beta2 * Vector256.LoadUnsafe(ref second, at));
            v.StoreUnsafe(ref second, at);
            var divisor = Vectors.Fma(Vectors.Sqrt(v), _correction, _epsilon);
            Vectors.Fma(_minusMeanRate, m / divisor, Vectors.Fma(_minusGradRate, g / divisor, w)).StoreUnsafe(ref weight, at);
        }
    }
}
