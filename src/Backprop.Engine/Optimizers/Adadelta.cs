using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Backprop.Numerics.Kernels;

namespace Backprop.Engine;

/// <summary>
/// Adadelta (Zeiler 2012): g += λw; s = ρs + (1 − ρ)g²; Δ = g · √(d + ε) / √(s + ε); d = ρd + (1 − ρ)Δ²; w −= ηΔ.
/// </summary>
public sealed class Adadelta : ElementwiseOptimizer
{
    private readonly double _rho = 0.9;
    private readonly double _epsilon = 1e-6;

    /// <summary>Of these parameters; learning rate 1 unless set.</summary>
    public Adadelta(IEnumerable<Parameter> parameters) : this([new ParameterGroup(parameters)]) { }

    /// <summary>Of these groups; learning rate 1 unless set.</summary>
    public Adadelta(IEnumerable<ParameterGroup> groups) : base(groups, learningRate: 1) { }

    /// <inheritdoc/>
    public override string Kind => "adadelta";

    /// <summary>ρ, the decay of both running means, in [0, 1); 0.9 unless set.</summary>
    /// <exception cref="SettingsException">It is outside of [0, 1).</exception>
    public double Rho
    {
        get => _rho;
        init => _rho = InRange.Decay(value, Kind, "rho");
    }

    /// <summary>ε, keeps the divisor from zero; 10⁻⁶ unless set, at least 0.</summary>
    /// <exception cref="SettingsException">It is negative or not finite.</exception>
    public double Epsilon
    {
        get => _epsilon;
        init => _epsilon = InRange.AtLeastZero(value, Kind, "epsilon");
    }

    /// <inheritdoc/>
    public override IReadOnlyList<string> StateNames => ["square_avg", "acc_delta"];

    /// <inheritdoc/>
    protected internal override void Rule<T>(Span<T> weight, ReadOnlySpan<T> grad, UpdateState<T> state, in UpdateStep step) =>
        UpdateKernels.Run(new Kernel<T>(this, step), weight, grad, state);

    private readonly struct Kernel<T>(Adadelta o, in UpdateStep step) : IUpdateKernel<T> where T : unmanaged
    {
        private readonly Vector256<T> _decay = Vectors.Broadcast<T>(step.WeightDecay);
        private readonly Vector256<T> _minusRate = Vectors.Broadcast<T>(-step.LearningRate);
        private readonly Vector256<T> _rho = Vectors.Broadcast<T>(o.Rho);
        private readonly Vector256<T> _share = Vectors.Broadcast<T>(1 - o.Rho);
        private readonly Vector256<T> _epsilon = Vectors.Broadcast<T>(o.Epsilon);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Step(ref T weight, ref readonly T grad, ref T first, ref T second, ref T third, nuint at)
        {
            var w = Vector256.LoadUnsafe(ref weight, at);
            var g = Vectors.Fma(_decay, w, Vector256.LoadUnsafe(in grad, at));
            var s = Vectors.Fma(_share * g, g, _rho * Vector256.LoadUnsafe(ref first, at));
            s.StoreUnsafe(ref first, at);
            var d = Vector256.LoadUnsafe(ref second, at);
            var delta = Vectors.Sqrt(d + _epsilon) / Vectors.Sqrt(s + _epsilon) * g;
            Vectors.Fma(_share * delta, delta, _rho * d).StoreUnsafe(ref second, at);
            Vectors.Fma(_minusRate, delta, w).StoreUnsafe(ref weight, at);
        }
    }
}
