using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Backprop.Numerics.Kernels;

namespace Backprop.Engine;

/// <summary>
/// Stochastic gradient descent: g += λw; b = μb + (1 − dampening)g, at the first step b = g; w −= η·b, or with Nesterov's
/// momentum w −= η·(g + μb) (Sutskever et al. 2013, in PyTorch's form). Without momentum w −= η·g.
/// </summary>
public sealed class Sgd : ElementwiseOptimizer
{
    private readonly double _momentum;
    private readonly double _dampening;

    /// <summary>Of these parameters; learning rate 0.01 unless set.</summary>
    public Sgd(IEnumerable<Parameter> parameters) : this([new ParameterGroup(parameters)]) { }

    /// <summary>Of these groups; learning rate 0.01 unless set.</summary>
    public Sgd(IEnumerable<ParameterGroup> groups) : base(groups, learningRate: 0.01) { }

    /// <inheritdoc/>
    public override string Kind => "sgd";

    /// <summary>μ, how much of the last step is kept, in [0, 1); 0 unless set.</summary>
    /// <exception cref="SettingsException">It is outside of [0, 1).</exception>
    public double Momentum
    {
        get => _momentum;
        init => _momentum = InRange.Decay(value, Kind, "momentum");
    }

    /// <summary>How much of the gradient does not enter the momentum, in [0, 1]; 0 unless set.</summary>
    /// <exception cref="SettingsException">It is outside of [0, 1].</exception>
    public double Dampening
    {
        get => _dampening;
        init => _dampening = InRange.Between(value, 0, 1, Kind, "dampening");
    }

    /// <summary>Looks ahead along the momentum. Of use with momentum and without dampening only.</summary>
    public bool Nesterov { get; init; }

    /// <inheritdoc/>
    public override IReadOnlyList<string> StateNames => Momentum > 0 ? ["momentum"] : [];

    /// <inheritdoc/>
    protected internal override UpdateStep Prepare(UpdateStep step) => Nesterov && (Momentum == 0 || Dampening > 0)
        ? throw new SettingsException("Nesterov's momentum needs a momentum greater than 0 and a dampening of 0")
        : step;

    /// <inheritdoc/>
    protected internal override void Rule<T>(Span<T> weight, ReadOnlySpan<T> grad, UpdateState<T> state, in UpdateStep step)
    {
        if (Momentum > 0)
            UpdateKernels.Run(new WithMomentum<T>(this, step), weight, grad, state);
        else
            UpdateKernels.Run(new Plain<T>(step), weight, grad, state);
    }

    private readonly struct Plain<T>(in UpdateStep step) : IUpdateKernel<T> where T : unmanaged
    {
        private readonly Vector256<T> _decay = Vectors.Broadcast<T>(step.WeightDecay), _minusRate = Vectors.Broadcast<T>(-step.LearningRate);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Step(ref T weight, ref readonly T grad, ref T first, ref T second, ref T third, nuint at)
        {
            var w = Vector256.LoadUnsafe(ref weight, at);
            var g = Vectors.Fma(_decay, w, Vector256.LoadUnsafe(in grad, at));
            Vectors.Fma(_minusRate, g, w).StoreUnsafe(ref weight, at);
        }
    }

    private readonly struct WithMomentum<T>(Sgd o, in UpdateStep step) : IUpdateKernel<T> where T : unmanaged
    {
        private readonly Vector256<T> _decay = Vectors.Broadcast<T>(step.WeightDecay), _minusRate = Vectors.Broadcast<T>(-step.LearningRate);
        private readonly Vector256<T> _momentum = Vectors.Broadcast<T>(o.Momentum);
        private readonly Vector256<T> _share = Vectors.Broadcast<T>(step.Number == 1 ? 1 : 1 - o.Dampening);
        private readonly bool _nesterov = o.Nesterov;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Step(ref T weight, ref readonly T grad, ref T first, ref T second, ref T third, nuint at)
        {
            var w = Vector256.LoadUnsafe(ref weight, at);
            var g = Vectors.Fma(_decay, w, Vector256.LoadUnsafe(in grad, at));
            var b = Vectors.Fma(_momentum, Vector256.LoadUnsafe(ref first, at), _share * g);
            b.StoreUnsafe(ref first, at);
            Vectors.Fma(_minusRate, _nesterov ? Vectors.Fma(_momentum, b, g) : b, w).StoreUnsafe(ref weight, at);
        }
    }
}
