using Backprop.Numerics.Kernels;

namespace Backprop.Engine;

/// <summary>
/// An optimizer whose rule treats each element alone, with up to three states: names for the states, and a rule.
/// </summary>
public abstract class ElementwiseOptimizer : Optimizer
{
    // Less work than this is not worth another thread.
    private const int LeastShared = 65_536;
    private const int ClipTile = 1_024;

    private readonly Slot[] _slots;
    private double _weightDecay;
    private Plan? _plan;

    /// <summary>Of these groups, with the learning rate usual for this optimizer.</summary>
    protected ElementwiseOptimizer(IEnumerable<ParameterGroup> groups, double learningRate) : base(groups, learningRate) =>
        _slots = [.. Groups.SelectMany(g => g.Parameters.Select(p => new Slot(p, g)))];

    /// <summary>How strongly weights are pulled to zero; at least 0. A group may have its own.</summary>
    /// <exception cref="SettingsException">It is negative or not finite.</exception>
    public double WeightDecay
    {
        get => _weightDecay;
        set => _weightDecay = InRange.AtLeastZero(value, Kind, "weight decay");
    }

    /// <summary>The readable names of the states, at most three, such as <c>exp_avg</c>.</summary>
    public abstract IReadOnlyList<string> StateNames { get; }

    /// <summary>The name of the number carried from step to step, or null if there is none.</summary>
    protected virtual string? CarriedName => null;

    /// <summary>What the state of this number is filled with before the first step.</summary>
    protected internal virtual double InitialState(int state, double learningRate) => 0;

    /// <summary>Computes, once a step, what the rule needs of the step's number.</summary>
    protected internal virtual UpdateStep Prepare(UpdateStep step) => step;

    /// <summary>One step of any tile of elements, in place; see <see cref="UpdateKernels.Run{TKernel,T}"/>.</summary>
    /// <param name="weight">[n]</param>
    /// <param name="grad">[n]</param>
    /// <param name="state">In the order of <see cref="StateNames"/>, each [n].</param>
    /// <param name="step">As <see cref="Prepare"/> gave it.</param>
    protected internal abstract void Rule<T>(Span<T> weight, ReadOnlySpan<T> grad, UpdateState<T> state, in UpdateStep step) where T : unmanaged;

    /// <inheritdoc/>
    public sealed override bool Update(int passes = 1)
    {
        InRange.AtLeast(passes, 1, Kind, "number of passes");
        var workers = Execution.Workers;
        if (_plan is null || !_plan.IsOf(_slots))
            _plan = new(this, _slots);
        LastGradientNorm = _plan.Norm(workers) / passes;
        if (!double.IsFinite(LastGradientNorm))
            return false;
        UpdateStep asked = default, prepared = default;
        foreach (var slot in _plan.Slots)
        {
            slot.Begin(this);
            var step = new UpdateStep
            {
                LearningRate = LearningRate * slot.Group.LearningRateFactor,
                WeightDecay = slot.Group.WeightDecay ?? WeightDecay,
                Number = slot.Number + 1,
                Carried = slot.Carried,
            };
            if (step != asked)
                (asked, prepared) = (step, Prepare(step));
            slot.Step = prepared;
        }

        _plan.Apply(Clipping.Factor(LastGradientNorm) / passes, workers);
        foreach (var slot in _plan.Slots)
        {
            slot.Parameter.Changed();
            (slot.Number, slot.Carried) = (slot.Number + 1, slot.Step.Carried);
        }

        StepNumber++;
        return true;
    }

    // The parameters that have gradients, cut into chunks that threads share: made once, so that an update allocates nothing.
    private sealed class Plan
    {
        private readonly ElementwiseOptimizer _optimizer;
        private readonly (Slot Slot, int Start, int Length)[] _chunks;
        private readonly double[] _sums;
        private readonly Action<int> _sum, _apply;
        private double _scale;

        public Plan(ElementwiseOptimizer optimizer, Slot[] slots)
        {
            _optimizer = optimizer;
            Slots = Array.FindAll(slots, IsActive);
            _chunks = [.. Slots.SelectMany(s => Enumerable.Range(0, GradientNorm.Chunks(s.Parameter.Count)).Select(c =>
                (s, c * GradientNorm.Chunk, Math.Min(GradientNorm.Chunk, s.Parameter.Count - c * GradientNorm.Chunk))))];
            _sums = new double[_chunks.Length];
            _sum = i => _sums[i] = GradientNorm.SumOfSquares(_chunks[i].Slot.Parameter.Grad!, _chunks[i].Start, _chunks[i].Length);
            _apply = i => _optimizer.Apply(_chunks[i].Slot, _chunks[i].Start, _chunks[i].Length, _scale);
        }

        public Slot[] Slots { get; }

        public bool IsOf(Slot[] slots)
        {
            var active = 0;
            foreach (var slot in slots)
            {
                if (IsActive(slot) && (active == Slots.Length || Slots[active++] != slot))
                    return false;
            }

            return active == Slots.Length;
        }

        public double Norm(Workers workers)
        {
            For(_sum, workers);
            var total = 0.0;
            foreach (var sum in _sums)
                total += sum;
            return Math.Sqrt(total);
        }

        public void Apply(double scale, Workers workers)
        {
            _scale = scale;
            For(_apply, workers);
        }

        private void For(Action<int> part, Workers workers) =>
            (_chunks.Length * GradientNorm.Chunk < LeastShared ? Workers.One : workers).For(_chunks.Length, part);

        private static bool IsActive(Slot slot) => slot.Parameter.Grad is not null && !slot.Parameter.Frozen;
    }

    private void Apply(Slot slot, int start, int length, double scale)
    {
        if (slot.Parameter.DType == DType.Float32)
            Apply<float>(slot, start, length, scale);
        else
            Apply<double>(slot, start, length, scale);
    }

    private void Apply<T>(Slot slot, int start, int length, double scale) where T : unmanaged
    {
        var weight = slot.Parameter.Writable<T>().Slice(start, length);
        var grad = slot.Parameter.Grad!.Span<T>().Slice(start, length);
        var state = new UpdateState<T>(slot.Span<T>(0), slot.Span<T>(1), slot.Span<T>(2)).Slice(start, length);
        if (scale == 1 && Clipping.MaximumValue is null)
        {
            Rule(weight, grad, state, slot.Step);
            return;
        }

        // Scaled and clipped on the way, in cache.
        var kernel = new UpdateKernels.ScaleAndClip<T>(scale, Clipping.Limit);
        Span<T> buffer = stackalloc T[Math.Min(length, ClipTile)];
        for (var i = 0; i < length; i += ClipTile)
        {
            var count = Math.Min(ClipTile, length - i);
            Elementwise.Map(kernel, grad.Slice(i, count), buffer[..count]);
            Rule(weight.Slice(i, count), buffer[..count], state.Slice(i, count), slot.Step);
        }
    }

    /// <inheritdoc/>
    public sealed override IEnumerable<(string Name, Tensor Value)> State
    {
        get
        {
            var names = NamesOf(Parameters);
            for (var i = 0; i < _slots.Length; i++)
            {
                var slot = _slots[i];
                if (slot.Number == 0)
                    continue;
                yield return ($"{names[i]}.step", Tensor.Scalar(slot.Number));
                if (CarriedName is not null)
                    yield return ($"{names[i]}.{CarriedName}", Tensor.Scalar(slot.Carried));
                for (var s = 0; s < StateNames.Count; s++)
                    yield return ($"{names[i]}.{StateNames[s]}", Copies.Of(slot.States[s]));
            }
        }
    }

    /// <inheritdoc/>
    public sealed override void Restore(int stepNumber, IEnumerable<(string Name, Tensor Value)> state)
    {
        InRange.AtLeast(stepNumber, 0, Kind, "step number");
        var given = new NamedTensors(Kind, state);
        var names = NamesOf(Parameters);
        var restored = new (int Number, double Carried, Tensor[] States)[_slots.Length];
        for (var i = 0; i < _slots.Length; i++)
        {
            var parameter = _slots[i].Parameter;
            if (!given.Has($"{names[i]}.step"))
            {
                restored[i] = (0, 1, []);
                continue;
            }

            restored[i] = (
                (int)given.Take($"{names[i]}.step", DType.Int32, Shape.Scalar).Item(),
                CarriedName is null ? 1 : given.Take($"{names[i]}.{CarriedName}", DType.Float64, Shape.Scalar).Item(),
                [.. StateNames.Select(s => Copies.Of(given.Take($"{names[i]}.{s}", parameter.DType, parameter.Shape)))]);
        }

        given.EnsureAllTaken();
        for (var i = 0; i < _slots.Length; i++)
            (_slots[i].Number, _slots[i].Carried, _slots[i].States) = restored[i];
        StepNumber = stepNumber;
    }

    // A parameter and what is kept for it.
    private sealed class Slot(Parameter parameter, ParameterGroup group)
    {
        public Parameter Parameter => parameter;
        public ParameterGroup Group => group;
        public int Number;
        public double Carried = 1;
        public UpdateStep Step;
        public Tensor[] States = [];

        public Span<T> Span<T>(int state) where T : unmanaged => state < States.Length ? States[state].Writable<T>() : default;

        public void Begin(ElementwiseOptimizer optimizer)
        {
            if (Number == 0)
                Create(optimizer);
            if (States.Length > 0 && States[0].DType != parameter.DType)
                throw new ShapeException($"{parameter.Display} became {parameter.DType.Name()} after {optimizer.Kind} had begun in {States[0].DType.Name()}: make a new optimizer");
        }

        private void Create(ElementwiseOptimizer optimizer) =>
            States = [.. optimizer.StateNames.Select((_, s) => Filled(optimizer.InitialState(s, optimizer.LearningRate * group.LearningRateFactor)))];

        private Tensor Filled(double value)
        {
            var state = Tensor.Aligned(parameter.Spec);
            if (parameter.DType == DType.Float32)
                state.Writable<float>().Fill((float)value);
            else
                state.Writable<double>().Fill(value);
            return state;
        }
    }
}
