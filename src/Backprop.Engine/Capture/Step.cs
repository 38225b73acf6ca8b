namespace Backprop.Engine;

/// <summary>
/// A training step as a program: captured once for each kind of batch, then replayed without allocation. It is two
/// programs: <see cref="Accumulate"/> computes loss and gradients, <see cref="Update"/> changes the parameters by them;
/// <see cref="Run"/> does both. Eager and captured steps give the same bits, which is checked at the first replay of each
/// program.
/// </summary>
/// <remarks>
/// While it is captured, tensors have no values: reading one, or making one from values of the host, throws a
/// <see cref="CaptureException"/> that names the line. It is captured anew for other shapes or numbers of threads
/// (<see cref="Execution.Use"/>). Not safe for several threads at once.
/// </remarks>
public sealed class Step
{
    private readonly Func<Tensor[], Pass, Tensor> _function;
    private readonly Pass _pass;
    private readonly Arena _arena = new();
    private readonly List<StepProgram> _programs = [];
    private readonly Tensor?[] _gradients;
    private readonly Tensor?[] _sums;
    private readonly bool[] _frozen;
    private Tensor? _loss;
    private StepProgram? _last;
    private int _waiting;

    private Step(Func<Tensor[], Pass, Tensor> function, Optimizer optimizer, Pass pass)
    {
        (_function, Optimizer, _pass) = (function, optimizer, pass);
        _gradients = new Tensor?[optimizer.Parameters.Count];
        _sums = new Tensor?[_gradients.Length];
        _frozen = new bool[_gradients.Length];
    }

    /// <summary>What updates the parameters; its learning rate may be set between steps.</summary>
    public Optimizer Optimizer { get; }

    /// <summary>
    /// The random position of the next gradients: the same gives the same dropped elements. Counted up by
    /// <see cref="Update"/>; may be set.
    /// </summary>
    public int Position { get; set; }

    /// <summary>Whether the first replay of each program is compared with the eager step, bit by bit; true unless set.</summary>
    public bool Checks { get; init; } = true;

    /// <summary>Whether the last <see cref="Update"/> found finite gradients and changed the parameters.</summary>
    public bool Updated { get; private set; }

    /// <summary>How many programs were captured so far.</summary>
    public int Programs => _programs.Count;

    /// <summary>A step on inputs and targets.</summary>
    /// <param name="loss">Computes the loss, a scalar, in ops.</param>
    /// <param name="optimizer">Has the parameters, and updates them.</param>
    public static Step Capture(Func<Tensor, Tensor, Tensor> loss, Optimizer optimizer) =>
        Capture((inputs, _) => loss(inputs[0], inputs[1]), optimizer, Pass.Training(0, 0));

    /// <summary>A step on inputs and targets, with dropout and other layers that behave differently in training.</summary>
    /// <param name="loss">Computes the loss, a scalar, in ops; the pass is to be given to the network.</param>
    /// <param name="optimizer">Has the parameters, and updates them.</param>
    /// <param name="pass">Mode and random numbers, such as <c>Pass.Training(seed, 0)</c>.</param>
    public static Step Capture(Func<Tensor, Tensor, Pass, Tensor> loss, Optimizer optimizer, Pass pass) =>
        Capture((inputs, p) => loss(inputs[0], inputs[1], p), optimizer, pass);

    /// <summary>A step on any number of tensors.</summary>
    /// <param name="loss">Computes the loss, a scalar, in ops from the tensors given to <see cref="Run"/>.</param>
    /// <param name="optimizer">Has the parameters, and updates them.</param>
    /// <param name="pass">Mode and random numbers, such as <c>Pass.Training(seed, 0)</c>.</param>
    public static Step Capture(Func<Tensor[], Pass, Tensor> loss, Optimizer optimizer, Pass pass)
    {
        if (optimizer.NeedsLoss)
            throw new CaptureException($"'{optimizer.Kind}' evaluates the loss several times a step, as values decide: run it eagerly, optimizer.Update(() => loss)");
        return new(loss, optimizer, pass);
    }

    /// <summary>Loss and gradients of a batch, and the update.</summary>
    /// <returns>The loss before the update.</returns>
    /// <exception cref="CaptureException">The step cannot be captured.</exception>
    public double Run(params ReadOnlySpan<Tensor> inputs)
    {
        var loss = Accumulate(inputs);
        Update();
        return loss;
    }

    /// <summary>
    /// Loss and gradients of a batch; these stand in <see cref="Tensor.Grad"/> of the parameters, summed over the calls
    /// since the last <see cref="Update"/>.
    /// </summary>
    /// <returns>The loss.</returns>
    /// <exception cref="CaptureException">The step cannot be captured.</exception>
    public double Accumulate(params ReadOnlySpan<Tensor> inputs)
    {
        // Programs write where earlier gradients stand: what is to be added to moves away first.
        if (_waiting == 0)
            Optimizer.ClearGradients();
        else
            KeepSums();
        var workers = Execution.Workers;
        var program = _last is { } last && last.Fits(inputs, workers) && IsCurrent(last) ? last : Find(inputs, workers);
        var loss = program.Run(inputs, Position, workers);
        _last = program;
        _waiting++;
        Collect(program.Gradients, workers);
        return loss;
    }

    /// <summary>One update of the parameters by the mean of the gradients summed since the last one.</summary>
    /// <returns>Whether they were finite; if not, nothing is changed.</returns>
    /// <exception cref="InvalidOperationException">There were no gradients since the last update.</exception>
    public bool Update()
    {
        if (_waiting == 0)
            throw new InvalidOperationException("there are no gradients to update by: call Accumulate first");
        Updated = Optimizer.Update(_waiting);
        _waiting = 0;
        if (Updated)
            Position++;
        return Updated;
    }

    /// <summary>The program of the last batch: ops, shapes, memory, floating-point operations, bytes, and the time of each.</summary>
    /// <param name="repeat">How often it is run to measure times, on one thread, changing nothing; 0: no times.</param>
    /// <param name="clock">What times are measured with; the system's unless given.</param>
    /// <exception cref="InvalidOperationException">Nothing was run yet.</exception>
    public string Describe(int repeat = 0, TimeProvider? clock = null) => StepText.Of(
        _last ?? throw new InvalidOperationException("nothing was captured yet: run the step once, its shapes come from the batch"),
        repeat, clock ?? TimeProvider.System);

    private bool IsCurrent(StepProgram program)
    {
        for (var i = 0; i < _frozen.Length; i++)
        {
            if (Optimizer.Parameters[i].Frozen != _frozen[i])
                return false;
        }

        return program.IsCurrent;
    }

    private StepProgram Find(ReadOnlySpan<Tensor> inputs, Workers workers)
    {
        // Parameters that were converted, frozen or let go again make another step.
        if (_programs.Count > 0 && !IsCurrent(_programs[0]))
        {
            _programs.Clear();
            _loss = null;
            Array.Clear(_gradients);
        }

        foreach (var program in _programs)
        {
            if (program.Fits(inputs, workers))
                return program;
        }

        return CaptureFor(inputs, workers);
    }

    private StepProgram CaptureFor(ReadOnlySpan<Tensor> inputs, Workers workers)
    {
        var specs = new TensorSpec[inputs.Length];
        for (var i = 0; i < specs.Length; i++)
            specs[i] = inputs[i].Spec;
        var parameters = Optimizer.Parameters;
        var trace = Tracer.Record(_function, specs, _pass, parameters);
        trace.EnsureSame(Tracer.Record(_function, specs, _pass, parameters));
        _loss ??= Tensor.Aligned(trace.Loss.Spec);
        for (var i = 0; i < _gradients.Length; i++)
        {
            _frozen[i] = parameters[i].Frozen;
            if (trace.Gradients[i] is not null)
                _gradients[i] ??= Tensor.Aligned(parameters[i].Spec);
        }

        Tensor?[] gradients = [.. _gradients.Select((g, i) => trace.Gradients[i] is null ? null : g)];
        var program = new StepProgram(new ProgramBuilder(trace, gradients, _loss, workers.Count), _arena);
        if (Checks)
            Check(program, inputs, workers);
        _programs.Add(program);
        return program;
    }

    // The eager step is the oracle: the first replay must give its bits. State that both change is put back in between.
    private void Check(StepProgram program, ReadOnlySpan<Tensor> inputs, Workers workers)
    {
        var assigned = program.Assigned;
        var before = assigned.Select(v => v.Snapshot()).ToArray();
        var loss = _function(inputs.ToArray(), _pass with { Step = Tensor.Scalar(Position) });
        var expected = Tracer.GradientsOf(loss, Optimizer.Parameters);
        var after = assigned.Select(v => v.Snapshot()).ToArray();
        PutBack();
        program.Run(inputs, Position, workers);
        Same(loss, _loss!, "the loss");
        for (var i = 0; i < expected.Length; i++)
        {
            if (expected[i] is { } gradient)
                Same(gradient, _gradients[i]!, $"the gradient of {Optimizer.Parameters[i].Display}");
        }

        for (var i = 0; i < after.Length; i++)
            Same(after[i], assigned[i], assigned[i].Display);
        PutBack();

        void PutBack()
        {
            for (var i = 0; i < before.Length; i++)
                assigned[i].Set(before[i]);
        }

        static void Same(Tensor eager, Tensor captured, string what)
        {
            if (Trace.SameBits(eager, captured))
                return;
            for (var i = 0; i < eager.Count; i++)
            {
                // Which NaN it is is not promised.
                if (BitConverter.DoubleToInt64Bits(eager.At(i)) != BitConverter.DoubleToInt64Bits(captured.At(i)) && !(double.IsNaN(eager.At(i)) && double.IsNaN(captured.At(i))))
                {
                    throw new InvalidOperationException(
                        $"the captured step gave other bits than the eager one: {what}[{i}] is {captured.At(i):G17}, not {eager.At(i):G17}; "
                        + "the captured function must depend on its inputs, the pass and parameters alone, else this is an error in Backprop");
                }
            }
        }
    }

    private void KeepSums()
    {
        for (var i = 0; i < _gradients.Length; i++)
        {
            if (Optimizer.Parameters[i] is not { Grad: { } grad } parameter || grad != _gradients[i])
                continue;
            if (_sums[i]?.Spec != grad.Spec)
                _sums[i] = Tensor.Aligned(grad.Spec);
            CopyOp.Instance.Run([grad], [_sums[i]!], Workers.One);
            parameter.Grad = _sums[i];
        }
    }

    // As a backward pass does: a parameter's first gradient is its gradient, further ones are added.
    private void Collect(Tensor?[] gradients, Workers workers)
    {
        for (var i = 0; i < gradients.Length; i++)
        {
            if (gradients[i] is not { } gradient)
                continue;
            var parameter = Optimizer.Parameters[i];
            if (parameter.Grad is { } sum)
                AddOp.Instance.Run([sum, gradient], [sum], workers);
            else
                parameter.Grad = gradient;
        }
    }
}
