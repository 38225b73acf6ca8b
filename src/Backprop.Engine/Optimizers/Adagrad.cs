using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Backprop.Numerics.Kernels;

namespace Backprop.Engine;

/// <summary>
/// Adagrad (Duchi, Hazan and Singer 2011): g += λw; s += g²; w −= η/(1 + (t − 1)·decay) · g / (√s + ε).
/// </summary>
public sealed class Adagrad : ElementwiseOptimizer
{
    private readonly double _learningRateDecay;
    private readonly double _initialAccumulator;
    private readonly double _epsilon = 1e-10;

    /// <summary>Of these parameters; learning rate 0.01 unless set.</summary>
    public Adagrad(IEnumerable<Parameter> parameters) : this([new ParameterGroup(parameters)]) { }

    /// <summary>Of these groups; learning rate 0.01 unless set.</summary>
    public Adagrad(IEnumerable<ParameterGroup> groups) : base(groups, learningRate: 0.01) { }

    /// <inheritdoc/>
    public override string Kind => "adagrad";

    /// <summary>How fast the learning rate falls; 0 unless set, at least 0.</summary>
    /// <exception cref="SettingsException">It is negative or not finite.</exception>
    public double LearningRateDecay
    {
        get => _learningRateDecay;
        init => _learningRateDecay = InRange.AtLeastZero(value, Kind, "learning rate decay");
    }

    /// <summary>What s begins with; 0 unless set, at least 0.</summary>
    /// <exception cref="SettingsException">It is negative or not finite.</exception>
    public double InitialAccumulator
    {
        get => _initialAccumulator;
        init => _initialAccumulator = InRange.AtLeastZero(value, Kind, "initial accumulator");
    }

    /// <summary>ε, keeps the divisor from zero; 10⁻¹⁰ unless set, at least 0.</summary>
    /// <exception cref="SettingsException">It is negative or not finite.</exception>
    public double Epsilon
    {
        get => _epsilon;
        init => _epsilon = InRange.AtLeastZero(value, Kind, "epsilon");
    }

    /// <inheritdoc/>
    public override IReadOnlyList<string> StateNames => ["sum"];

    /// <inheritdoc/>
    protected internal override double InitialState(int state, double learningRate) => InitialAccumulator;

    /// <inheritdoc/>
    protected internal override UpdateStep Prepare(UpdateStep step) =>
        step with { First = step.LearningRate / (1 + (step.Number - 1) * LearningRateDecay) };

    /// <inheritdoc/>
    protected internal override void Rule<T>(Span<T> weight, ReadOnlySpan<T> grad, UpdateState<T> state, in UpdateStep step) =>
        UpdateKernels.Run(new Kernel<T>(this, step), weight, grad, state);

    private readonly struct Kernel<T>(Adagrad o, in UpdateStep step) : IUpdateKernel<T> where T : unmanaged
    {
        private readonly Vector256<T> _decay = Vectors.Broadcast<T>(step.WeightDecay);
        private readonly Vector256<T> _minusRate = Vectors.Broadcast<T>(-step.First);
        private readonly Vector256<T> _epsilon = Vectors.Broadcast<T>(o.Epsilon);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Step(ref T weight, ref readonly T grad, ref T first, ref T second, ref T third, nuint at)
        {
            var w = Vector256.LoadUnsafe(ref weight, at);
            var g = Vectors.Fma(_decay, w, Vector256.LoadUnsafe(in grad, at));
            var s = Vectors.Fma(g, g, Vector256.LoadUnsafe(ref first, at));
            s.StoreUnsafe(ref first, at);
            Vectors.Fma(_minusRate, g / (Vectors.Sqrt(s) + _epsilon), w).StoreUnsafe(ref weight, at);
        }
    }
}
