namespace Backprop.Engine;

/// <summary>
/// The gradients of one kind of batch as a list of instructions over memory that is there: a replay runs kernel after
/// kernel and allocates nothing.
/// </summary>
internal sealed class StepProgram
{
    private readonly Instruction[][][] _stages; // [stage][part][instruction]
    private readonly Action<int>[] _parts;
    private readonly (Tensor Input, (Tensor Tensor, int Offset)[] Views)[] _inputs;
    private readonly (Variable Variable, (Array? Storage, int Offset) Memory)[] _variables;
    private readonly (Tensor Tensor, Tensor Root, int Offset)[] _views;
    private readonly MemoryPlan _memory;
    private readonly Arena _arena;
    private readonly Tensor _position, _loss;
    private int _boundVersion;

    internal StepProgram(ProgramBuilder built, Arena arena)
    {
        (_stages, _memory, _arena, _position, _loss) = (built.Stages, built.Memory, arena, built.Trace.Step, built.Loss);
        (Listing, Gradients) = (built.Listing, built.Gradients);
        Specs = Array.ConvertAll(built.Trace.Inputs, i => i.Spec);
        Assigned = built.Assigned;
        ThreadCount = built.ThreadCount;
        _parts = Array.ConvertAll(_stages, stage => new Action<int>(part => RunPart(stage[part], Workers.One)));
        _variables = [.. built.Variables.Select(v => (v, v.Memory))];
        _position.Bind(new int[1], 0);
        _views = [.. built.Views.Where(v => !built.Trace.Inputs.Contains(v.Root))];
        _inputs = [.. built.Trace.Inputs.Select(i => (i, built.Views.Where(v => v.Root == i).Select(v => (v.Tensor, v.Offset)).ToArray()))];
        foreach (var dtype in Enum.GetValues<DType>())
            arena.Reserve(dtype, _memory.Counts[(int)dtype]);
    }

    /// <summary>What a batch looks like for which it was captured.</summary>
    public TensorSpec[] Specs { get; }

    /// <summary>For how many threads its stages were cut.</summary>
    public int ThreadCount { get; }

    /// <summary>The calls, in the order in which they are run.</summary>
    public IReadOnlyList<ListedCall> Listing { get; }

    /// <summary>Where it writes the gradient of each parameter; null for one that the loss does not depend on.</summary>
    public Tensor?[] Gradients { get; }

    /// <summary>Variables that the step itself changes (running statistics).</summary>
    public IReadOnlyList<Variable> Assigned { get; }

    /// <summary>Bytes for intermediate results, and what they would be if none shared memory.</summary>
    public (long Bytes, long Unshared) MemoryUse => (Enum.GetValues<DType>().Sum(d => (long)_memory.Counts[(int)d] * d.Size()), _memory.BytesUnshared);

    /// <summary>Whether it was captured for such a batch, such workers, and variables that still lie where they did.</summary>
    public bool Fits(ReadOnlySpan<Tensor> inputs, Workers workers)
    {
        if (inputs.Length != Specs.Length || workers.Count != ThreadCount)
            return false;
        for (var i = 0; i < inputs.Length; i++)
        {
            if (inputs[i].DType != Specs[i].DType || inputs[i].Shape != Specs[i].Shape)
                return false;
        }

        return true;
    }

    /// <summary>Whether variables lie where they lay when it was captured.</summary>
    public bool IsCurrent
    {
        get
        {
            foreach (var (variable, memory) in _variables)
            {
                if (variable.Memory != memory)
                    return false;
            }

            return true;
        }
    }

    /// <summary>Computes loss and gradients; the latter into the memory they were bound to.</summary>
    public double Run(ReadOnlySpan<Tensor> inputs, int position, Workers workers)
    {
        if (_boundVersion != _arena.Version)
            BindMemory();
        for (var i = 0; i < inputs.Length; i++)
        {
            if (_inputs[i].Input.SharesMemoryWith(inputs[i]))
                continue;
            _inputs[i].Input.BindTo(inputs[i], 0);
            foreach (var (view, offset) in _inputs[i].Views)
                view.BindTo(inputs[i], offset);
        }

        _position.Writable<int>()[0] = position;
        for (var i = 0; i < _stages.Length; i++)
        {
            if (_stages[i].Length == 1)
                RunPart(_stages[i][0], workers);
            else
                workers.For(_stages[i].Length, _parts[i]);
        }

        return _loss.DType == DType.Float32 ? _loss.Span<float>()[0] : _loss.Span<double>()[0];
    }

    /// <summary>Runs every instruction on this thread and adds up the ticks of each call; update ops are left out.</summary>
    public void Time(long[] ticks, TimeProvider clock)
    {
        foreach (var stage in _stages)
        {
            foreach (var part in stage)
            {
                foreach (var instruction in part)
                {
                    if (instruction.Op is UpdateOp)
                        continue;
                    var start = clock.GetTimestamp();
                    instruction.Op.Run(instruction.Inputs, instruction.Outputs, Workers.One);
                    ticks[instruction.Call] += clock.GetTimestamp() - start;
                }
            }
        }
    }

    private static void RunPart(Instruction[] part, Workers workers)
    {
        foreach (ref readonly var instruction in part.AsSpan())
            instruction.Op.Run(instruction.Inputs, instruction.Outputs, instruction.Shared ? workers : Workers.One);
    }

    private void BindMemory()
    {
        foreach (var (tensor, offset) in _memory.Places)
        {
            var (storage, start) = _arena.Block(tensor.DType);
            tensor.Bind(storage, start + offset);
        }

        foreach (var (tensor, root, offset) in _views)
            tensor.BindTo(root, offset);
        _boundVersion = _arena.Version;
    }
}
