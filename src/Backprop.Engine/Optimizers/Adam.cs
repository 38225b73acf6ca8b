using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Backprop.Numerics.Kernels;

namespace Backprop.Engine;

/// <summary>
/// Adam (Kingma and Ba 2015): g += λw; m += (1 − β₁)(g − m); v = β₂v + (1 − β₂)g²; at step t
/// w −= η/(1 − β₁ᵗ) · m / (√v/√(1 − β₂ᵗ) + ε). With <see cref="AmsGrad"/> the greatest v so far stands for v (Reddi et al.
/// 2018). Weight decay is added to the gradient; <see cref="AdamW"/> applies it to the weights.
/// </summary>
public class Adam : ElementwiseOptimizer
{
    private readonly double _beta1 = 0.9;
    private readonly double _beta2 = 0.999;
    private readonly double _epsilon = 1e-8;

    /// <summary>Of these parameters; learning rate 0.001 unless set.</summary>
    public Adam(IEnumerable<Parameter> parameters) : this([new ParameterGroup(parameters)]) { }

    /// <summary>Of these groups; learning rate 0.001 unless set.</summary>
    public Adam(IEnumerable<ParameterGroup> groups) : base(groups, learningRate: 1e-3) { }

    /// <inheritdoc/>
    public override string Kind => "adam";

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

    /// <summary>Divides by the greatest running mean so far, so that steps never grow again.</summary>
    public bool AmsGrad { get; init; }

    /// <inheritdoc/>
    public sealed override IReadOnlyList<string> StateNames => AmsGrad ? ["exp_avg", "exp_avg_sq", "max_exp_avg_sq"] : ["exp_avg", "exp_avg_sq"];

    private protected virtual bool DecaysWeights => false;

    /// <inheritdoc/>
    protected internal sealed override UpdateStep Prepare(UpdateStep step) => step with
    {
        First = step.LearningRate / (1 - UpdateKernels.IntegerPower(Beta1, step.Number)),
        Second = 1 / Math.Sqrt(1 - UpdateKernels.IntegerPower(Beta2, step.Number)),
    };

    /// <inheritdoc/>
    protected internal sealed override void Rule<T>(Span<T> weight, ReadOnlySpan<T> grad, UpdateState<T> state, in UpdateStep step) =>
        UpdateKernels.Run(new Kernel<T>(this, step), weight, grad, state);

    private readonly struct Kernel<T>(Adam o, in UpdateStep step) : IUpdateKernel<T> where T : unmanaged
    {
        private readonly Vector256<T> _decay = Vectors.Broadcast<T>(o.DecaysWeights ? 0 : step.WeightDecay);
        private readonly Vector256<T> _keep = Vectors.Broadcast<T>(o.DecaysWeights ? 1 - step.LearningRate * step.WeightDecay : 1);
        private readonly Vector256<T> _share1 = Vectors.Broadcast<T>(1 - o.Beta1), _beta2 = Vectors.Broadcast<T>(o.Beta2), _share2 = Vectors.Broadcast<T>(1 - o.Beta2);
        private readonly Vector256<T> _minusRate = Vectors.Broadcast<T>(-step.First), _correction = Vectors.Broadcast<T>(step.Second), _epsilon = Vectors.Broadcast<T>(o.Epsilon);
        private readonly bool _amsGrad = o.AmsGrad;

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
            if (_amsGrad)
            {
                v = Vectors.Max(Vector256.LoadUnsafe(ref third, at), v);
                v.StoreUnsafe(ref third, at);
            }

            var divisor = Vectors.Fma(Vectors.Sqrt(v), _correction, _epsilon);
            Vectors.Fma(_minusRate, m / divisor, w * _keep).StoreUnsafe(ref weight, at);
        }
    }
}
