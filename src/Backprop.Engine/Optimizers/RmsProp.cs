using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Backprop.Numerics.Kernels;

namespace Backprop.Engine;

/// <summary>
/// RMSProp (Hinton 2012): g += λw; s = αs + (1 − α)g²; w −= η · g / (√s + ε). Centered, s − a² stands for s, with a the
/// running mean of g (Graves 2013; taken as zero where rounding makes it negative). With momentum b = μb + g / (√s + ε);
/// w −= ηb.
/// </summary>
public sealed class RmsProp : ElementwiseOptimizer
{
    private readonly double _alpha = 0.99;
    private readonly double _momentum;
    private readonly double _epsilon = 1e-8;

    /// <summary>Of these parameters; learning rate 0.01 unless set.</summary>
    public RmsProp(IEnumerable<Parameter> parameters) : this([new ParameterGroup(parameters)]) { }

    /// <summary>Of these groups; learning rate 0.01 unless set.</summary>
    public RmsProp(IEnumerable<ParameterGroup> groups) : base(groups, learningRate: 0.01) { }

    /// <inheritdoc/>
    public override string Kind => "rmsprop";

    /// <summary>α, the decay of the running means, in [0, 1); 0.99 unless set.</summary>
    /// <exception cref="SettingsException">It is outside of [0, 1).</exception>
    public double Alpha
    {
        get => _alpha;
        init => _alpha = InRange.Decay(value, Kind, "alpha");
    }

    /// <summary>μ, how much of the last step is kept, in [0, 1); 0 unless set.</summary>
    /// <exception cref="SettingsException">It is outside of [0, 1).</exception>
    public double Momentum
    {
        get => _momentum;
        init => _momentum = InRange.Decay(value, Kind, "momentum");
    }

    /// <summary>ε, keeps the divisor from zero; 10⁻⁸ unless set, at least 0.</summary>
    /// <exception cref="SettingsException">It is negative or not finite.</exception>
    public double Epsilon
    {
        get => _epsilon;
        init => _epsilon = InRange.AtLeastZero(value, Kind, "epsilon");
    }

    /// <summary>Divides by an estimate of the deviation instead of the root mean square.</summary>
    public bool Centered { get; init; }

    /// <inheritdoc/>
    public override IReadOnlyList<string> StateNames => (Centered, Momentum > 0) switch
    {
        (true, true) => ["square_avg", "grad_avg", "momentum"],
        (true, false) => ["square_avg", "grad_avg"],
        (false, true) => ["square_avg", "momentum"],
        _ => ["square_avg"],
    };

    /// <inheritdoc/>
    protected internal override void Rule<T>(Span<T> weight, ReadOnlySpan<T> grad, UpdateState<T> state, in UpdateStep step) =>
        UpdateKernels.Run(new Kernel<T>(this, step), weight, grad, state);

    private readonly struct Kernel<T>(RmsProp o, in UpdateStep step) : IUpdateKernel<T> where T : unmanaged
    {
        private readonly Vector256<T> _decay = Vectors.Broadcast<T>(step.WeightDecay);
        private readonly Vector256<T> _minusRate = Vectors.Broadcast<T>(-step.LearningRate);
        private readonly Vector256<T> _alpha = Vectors.Broadcast<T>(o.Alpha);
        private readonly Vector256<T> _share = Vectors.Broadcast<T>(1 - o.Alpha);
        private readonly Vector256<T> _momentum = Vectors.Broadcast<T>(o.Momentum);
        private readonly Vector256<T> _epsilon = Vectors.Broadcast<T>(o.Epsilon);
        private readonly bool _centered = o.Centered, _hasMomentum = o.Momentum > 0;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Step(ref T weight, ref readonly T grad, ref T first, ref T second, ref T third, nuint at)
        {
            var w = Vector256.LoadUnsafe(ref weight, at);
            var g = Vectors.Fma(_decay, w, Vector256.LoadUnsafe(in grad, at));
            var s = Vectors.Fma(_share * g, g, _alpha * Vector256.LoadUnsafe(ref first, at));
            s.StoreUnsafe(ref first, at);
            if (_centered)
            {
                var a = Vector256.LoadUnsafe(ref second, at);
                a = Vectors.Fma(_share, g - a, a);
                a.StoreUnsafe(ref second, at);
                s = Vectors.Max(Vectors.Fma(-a, a, s), Vector256<T>.Zero);
            }

            var step = g / (Vectors.Sqrt(s) + _epsilon);
            if (_hasMomentum)
            {
                // The momentum is the last state.
                ref var b = ref _centered ? ref third : ref second;
                step = Vectors.Fma(_momentum, Vector256.LoadUnsafe(ref b, at), step);
                step.StoreUnsafe(ref b, at);
            }

            Vectors.Fma(_minusRate, step, w).StoreUnsafe(ref weight, at);
        }
    }
}
