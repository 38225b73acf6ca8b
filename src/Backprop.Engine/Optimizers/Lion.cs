using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Backprop.Numerics.Kernels;

namespace Backprop.Engine;

/// <summary>
/// Lion (Chen et al. 2023, "Symbolic Discovery of Optimization Algorithms", program 1): u = sign(β₁m + (1 − β₁)g);
/// w −= η(u + λw); m = β₂m + (1 − β₂)g. Steps have one size, so it takes a learning rate some 3 to 10 times smaller than
/// AdamW's and a weight decay that much larger.
/// </summary>
public sealed class Lion : ElementwiseOptimizer
{
    private readonly double _beta1 = 0.9;
    private readonly double _beta2 = 0.99;

    /// <summary>Of these parameters; learning rate 0.0001 unless set.</summary>
    public Lion(IEnumerable<Parameter> parameters) : this([new ParameterGroup(parameters)]) { }

    /// <summary>Of these groups; learning rate 0.0001 unless set.</summary>
    public Lion(IEnumerable<ParameterGroup> groups) : base(groups, learningRate: 1e-4) { }

    /// <inheritdoc/>
    public override string Kind => "lion";

    /// <summary>β₁, how much the running mean counts for the direction, in [0, 1); 0.9 unless set.</summary>
    /// <exception cref="SettingsException">It is outside of [0, 1).</exception>
    public double Beta1
    {
        get => _beta1;
        init => _beta1 = InRange.Decay(value, Kind, "beta1");
    }

    /// <summary>β₂, the decay of the running mean of gradients, in [0, 1); 0.99 unless set.</summary>
    /// <exception cref="SettingsException">It is outside of [0, 1).</exception>
    public double Beta2
    {
        get => _beta2;
        init => _beta2 = InRange.Decay(value, Kind, "beta2");
    }

    /// <inheritdoc/>
    public override IReadOnlyList<string> StateNames => ["exp_avg"];

    /// <inheritdoc/>
    protected internal override void Rule<T>(Span<T> weight, ReadOnlySpan<T> grad, UpdateState<T> state, in UpdateStep step) =>
        UpdateKernels.Run(new Kernel<T>(this, step), weight, grad, state);

    private readonly struct Kernel<T>(Lion o, in UpdateStep step) : IUpdateKernel<T> where T : unmanaged
    {
        private readonly Vector256<T> _keep = Vectors.Broadcast<T>(1 - step.LearningRate * step.WeightDecay);
        private readonly Vector256<T> _minusRate = Vectors.Broadcast<T>(-step.LearningRate);
        private readonly Vector256<T> _beta1 = Vectors.Broadcast<T>(o.Beta1);
        private readonly Vector256<T> _share1 = Vectors.Broadcast<T>(1 - o.Beta1);
        private readonly Vector256<T> _beta2 = Vectors.Broadcast<T>(o.Beta2);
        private readonly Vector256<T> _share2 = Vectors.Broadcast<T>(1 - o.Beta2);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Step(ref T weight, ref readonly T grad, ref T first, ref T second, ref T third, nuint at)
        {
            var w = Vector256.LoadUnsafe(ref weight, at);
            var g = Vector256.LoadUnsafe(in grad, at);
            var m = Vector256.LoadUnsafe(ref first, at);
            Vectors.Fma(_share2, g, _beta2 * m).StoreUnsafe(ref first, at);
            var direction = Vectors.Sign(Vectors.Fma(_share1, g, _beta1 * m));
            Vectors.Fma(_minusRate, direction, w * _keep).StoreUnsafe(ref weight, at);
        }
    }
}
