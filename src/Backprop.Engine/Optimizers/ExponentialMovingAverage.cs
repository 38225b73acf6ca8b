using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Backprop.Numerics.Kernels;

namespace Backprop.Engine;

/// <summary>
/// A running mean of weights, a += (1 − d)(w − a) after each update (Polyak and Juditsky 1992), often better than the last
/// weights themselves. <see cref="Swap"/> puts it in the weights' place and back. It begins with the weights at the first
/// <see cref="Update"/>.
/// </summary>
public sealed class ExponentialMovingAverage
{
    private const string Kind = "ema";
    private readonly double _decay = 0.999;
    private readonly Parameter[] _parameters;
    private Tensor[]? _averages;

    /// <summary>Of these parameters.</summary>
    public ExponentialMovingAverage(IEnumerable<Parameter> parameters) => _parameters = [.. parameters];

    /// <summary>d, how much of the mean is kept, in [0, 1); 0.999 unless set.</summary>
    /// <exception cref="SettingsException">It is outside of [0, 1).</exception>
    public double Decay
    {
        get => _decay;
        init => _decay = InRange.Decay(value, Kind, "decay");
    }

    /// <summary>Whether d is at most (1 + t)/(10 + t) at update t, so that the first weights are soon forgotten; true unless set.</summary>
    public bool WarmUp { get; init; } = true;

    /// <summary>How many updates were made.</summary>
    public int StepNumber { get; private set; }

    /// <summary>Whether the parameters hold the means now, and the weights are kept here.</summary>
    public bool IsSwapped { get; private set; }

    /// <summary>Takes in the weights as they are.</summary>
    /// <exception cref="InvalidOperationException">The parameters hold the means.</exception>
    public void Update()
    {
        EnsureWeights();
        if (_averages is null)
        {
            _averages = Array.ConvertAll(_parameters, p => Copies.Of(p));
            StepNumber++;
            return;
        }

        StepNumber++;
        var decay = WarmUp ? Math.Min(Decay, (1.0 + StepNumber) / (10.0 + StepNumber)) : Decay;
        for (var i = 0; i < _parameters.Length; i++)
        {
            if (_parameters[i].DType == DType.Float32)
                UpdateKernels.Run(new Kernel<float>(1 - decay), _averages[i].Writable<float>(), _parameters[i].Span<float>(), default);
            else
                UpdateKernels.Run(new Kernel<double>(1 - decay), _averages[i].Writable<double>(), _parameters[i].Span<double>(), default);
        }
    }

    /// <summary>Exchanges the weights and their means: once for evaluating or saving the means, once more to train on.</summary>
    /// <exception cref="InvalidOperationException">There was no update yet.</exception>
    public void Swap()
    {
        if (_averages is null)
            throw new InvalidOperationException("the moving average has seen no weights yet: call Update() after an optimizer's update first");
        for (var i = 0; i < _parameters.Length; i++)
        {
            var kept = Copies.Of(_parameters[i]);
            _parameters[i].Set(_averages[i]);
            _averages[i] = kept;
        }

        IsSwapped = !IsSwapped;
    }

    /// <summary>What must be kept, besides <see cref="StepNumber"/>: copies, under names such as <c>layers.0.weight.average</c>.</summary>
    /// <exception cref="InvalidOperationException">The parameters hold the means.</exception>
    public IEnumerable<(string Name, Tensor Value)> State
    {
        get
        {
            EnsureWeights();
            return _averages is null ? [] : Optimizer.NamesOf(_parameters).Select((name, i) => ($"{name}.average", Copies.Of(_averages[i])));
        }
    }

    /// <summary>Goes on where another one of the same parameters was.</summary>
    /// <exception cref="SettingsException">A name is missing or not known.</exception>
    /// <exception cref="ShapeException">A shape or dtype is another one.</exception>
    public void Restore(int stepNumber, IEnumerable<(string Name, Tensor Value)> state)
    {
        EnsureWeights();
        InRange.AtLeast(stepNumber, 0, Kind, "step number");
        var given = new NamedTensors(Kind, state);
        var names = Optimizer.NamesOf(_parameters);
        var averages = stepNumber == 0 ? null : names.Select((name, i) => Copies.Of(given.Take($"{name}.average", _parameters[i].DType, _parameters[i].Shape))).ToArray();
        given.EnsureAllTaken();
        (StepNumber, _averages) = (stepNumber, averages);
    }

    private void EnsureWeights()
    {
        if (IsSwapped)
            throw new InvalidOperationException("the parameters hold the moving average: call Swap() first, which brings the weights back");
    }

    private readonly struct Kernel<T>(double share) : IUpdateKernel<T> where T : unmanaged
    {
        private readonly Vector256<T> _share = Vectors.Broadcast<T>(share);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Step(ref T weight, ref readonly T grad, ref T first, ref T second, ref T third, nuint at)
        {
            var a = Vector256.LoadUnsafe(ref weight, at);
            Vectors.Fma(_share, Vector256.LoadUnsafe(in grad, at) - a, a).StoreUnsafe(ref weight, at);
        }
    }
}
