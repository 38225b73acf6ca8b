using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Backprop.Numerics.Kernels;

namespace Backprop.Engine;

/// <summary>
/// Rectified Adam (Liu et al. 2020): m and v as in <see cref="Adam"/>; ρ∞ = 2/(1 − β₂) − 1 and ρₜ = ρ∞ − 2tβ₂ᵗ/(1 − β₂ᵗ);
/// while ρₜ ≤ 5 w −= η/(1 − β₁ᵗ) · m, later w −= rη/(1 − β₁ᵗ) · √(1 − β₂ᵗ) · m / (√v + ε) with
/// r² = (ρₜ − 4)(ρₜ − 2)ρ∞ / ((ρ∞ − 4)(ρ∞ − 2)ρₜ).
/// </summary>
public sealed class RAdam : ElementwiseOptimizer
{
    private readonly double _beta1 = 0.9;
    private readonly double _beta2 = 0.999;
    private readonly double _epsilon = 1e-8;

    /// <summary>Of these parameters; learning rate 0.001 unless set.</summary>
    public RAdam(IEnumerable<Parameter> parameters) : this([new ParameterGroup(parameters)]) { }

    /// <summary>Of these groups; learning rate 0.001 unless set.</summary>
    public RAdam(IEnumerable<ParameterGroup> groups) : base(groups, learningRate: 1e-3) { }

    /// <inheritdoc/>
    public override string Kind => "radam";

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

    /// <inheritdoc/>
    public override IReadOnlyList<string> StateNames => ["exp_avg", "exp_avg_sq"];

    /// <inheritdoc/>
    protected internal override UpdateStep Prepare(UpdateStep step)
    {
        var power = UpdateKernels.IntegerPower(Beta2, step.Number);
        var limit = 2 / (1 - Beta2) - 1;
        var length = limit - 2 * step.Number * power / (1 - power);
        var rate = step.LearningRate / (1 - UpdateKernels.IntegerPower(Beta1, step.Number));
        return length <= 5
            ? step with { First = rate, Second = 0 }
            : step with
            {
                First = rate * Math.Sqrt((length - 4) * (length - 2) * limit / ((limit - 4) * (limit - 2) * length) * (1 - power)),
                Second = 1,
            };
    }

    /// <inheritdoc/>
    protected internal override void Rule<T>(Span<T> weight, ReadOnlySpan<T> grad, UpdateState<T> state, in UpdateStep step) =>
        UpdateKernels.Run(new Kernel<T>(this, step), weight, grad, state);

    private readonly struct Kernel<T>(RAdam o, in UpdateStep step) : IUpdateKernel<T> where T : unmanaged
    {
        private readonly Vector256<T> _decay = Vectors.Broadcast<T>(step.WeightDecay);
        private readonly Vector256<T> _share1 = Vectors.Broadcast<T>(1 - o.Beta1);
        private readonly Vector256<T> _beta2 = Vectors.Broadcast<T>(o.Beta2);
        private readonly Vector256<T> _share2 = Vectors.Broadcast<T>(1 - o.Beta2);
        private readonly Vector256<T> _minusRate = Vectors.Broadcast<T>(-step.First);
        private readonly Vector256<T> _epsilon = Vectors.Broadcast<T>(o.Epsilon);
        private readonly bool _rectified = step.Second > 0;

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
            var direction = _rectified ? m / (Vectors.Sqrt(v) + _epsilon) : m;
            Vectors.Fma(_minusRate, direction, w).StoreUnsafe(ref weight, at);
        }
    }
}
