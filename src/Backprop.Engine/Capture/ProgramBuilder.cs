namespace Backprop.Engine;

/// <summary>From a trace to instructions: stages, blocks of rows, memory.</summary>
internal sealed class ProgramBuilder
{
    // Below this, waking a thread costs more than it brings: nanoseconds of one thread's work.
    private const double WorthSharing = 10_000;

    // Elements of the widest tensor in a block of rows that goes through light ops: they stay in the first-level cache.
    private const int TileElements = 4_096;

    private readonly List<(Tensor, Tensor, int)> _views = [];
    private readonly List<ListedCall> _listing = [];
    private readonly HashSet<Tensor> _results = new(ReferenceEqualityComparer.Instance);
    private readonly HashSet<Variable> _variables = new(ReferenceEqualityComparer.Instance);

    /// <summary>Builds a program whose gradients are written to <paramref name="gradients"/> and whose loss to <paramref name="loss"/>.</summary>
    public ProgramBuilder(Trace trace, Tensor?[] gradients, Tensor loss, int threads)
    {
        (Trace, Gradients, Loss, ThreadCount) = (trace, gradients, loss, threads);
        var calls = TransposeFolding.Fold(trace.Calls).ToList();
        BindResult(trace.Loss, loss, calls);
        for (var i = 0; i < gradients.Length; i++)
        {
            if (gradients[i] is { } gradient)
                BindResult(trace.Gradients[i]!, gradient, calls);
        }

        var stages = Scheduler.Schedule(trace, calls, _results, threads);
        foreach (var (alias, _) in trace.Aliases)
            _views.Add((alias, trace.Root(alias), 0));
        var flat = new List<Instruction>();
        var result = new List<Instruction[][]>();
        var time = 0;
        for (var s = 0; s < stages.Count; s++)
        {
            var (rows, stage) = stages[s];
            var parts = rows > 0 && threads > 1 && stage.Sum(Nanoseconds) > WorthSharing ? Math.Min(threads, rows) : 1;
            foreach (var call in stage)
                List(s, parts, call);
            var first = _listing.Count - stage.Count;
            if (parts > 1)
            {
                Flush();
                foreach (var call in stage)
                    Uses(call, time);
                time++;
                result.Add([.. Enumerable.Range(0, parts).Select(p =>
                {
                    var part = new List<Instruction>();
                    var (from, to) = (rows * p / parts, rows * (p + 1) / parts);
                    foreach (var segment in Segments(stage))
                        AddRows(part, segment, first, rows, from, to);
                    return part.ToArray();
                })]);
            }
            else if (rows > 0)
            {
                foreach (var segment in Segments(stage))
                {
                    foreach (var call in segment.Calls)
                        Uses(call, time);
                    time++;
                    AddRows(flat, segment, first, rows, 0, rows);
                }
            }
            else
            {
                Uses(stage[0], time++);
                flat.Add(new(stage[0].Op, stage[0].Inputs, stage[0].Outputs, Shared: Nanoseconds(stage[0]) > WorthSharing, first));
            }
        }

        Flush();
        Memory.Place();
        Stages = [.. result];
        Assigned = [.. calls.Select(c => c.Op).OfType<UpdateOp>().Select(o => o.Target).Distinct()];

        void Flush()
        {
            if (flat.Count > 0)
                result.Add([[.. flat]]);
            flat.Clear();
        }
    }

    public Trace Trace { get; }
    public Tensor?[] Gradients { get; }
    public Tensor Loss { get; }
    public int ThreadCount { get; }
    public Instruction[][][] Stages { get; }
    public MemoryPlan Memory { get; } = new();
    public IReadOnlyList<Variable> Assigned { get; }
    public IReadOnlyList<ListedCall> Listing => _listing;
    public IEnumerable<Variable> Variables => _variables;

    /// <summary>Tensors that lie in another one's memory, and where.</summary>
    public IReadOnlyList<(Tensor Tensor, Tensor Root, int Offset)> Views => _views;

    // A result gets the memory it shall stand in; one that is something else as well (an input, another result) is copied.
    private void BindResult(Tensor result, Tensor memory, List<TracedCall> calls)
    {
        var root = Trace.Root(result);
        if (root is Variable || root.HasValues || Trace.Inputs.Contains(root) || root.Count != memory.Count || !_results.Add(root))
        {
            var copy = Tensor.Symbol(memory.Spec);
            calls.Add(new(CopyOp.Instance, [result], [copy]));
            _results.Add(root = copy);
        }

        root.BindTo(memory, 0);
    }

    private void List(int stage, int parts, TracedCall call)
    {
        var bytes = call.InputSpecs.Concat(call.OutputSpecs).Sum(s => (long)s.Shape.Count * s.DType.Size());
        _listing.Add(new(stage, parts, call, call.Op.Flops(call.InputSpecs, call.OutputSpecs), bytes));
    }

    private void Uses(TracedCall call, int time)
    {
        foreach (var tensor in call.Inputs.Concat(call.Outputs))
        {
            var root = Trace.Root(tensor);
            if (root is Variable variable)
                _variables.Add(variable);
            else if (!root.HasValues && root != Trace.Step && !Trace.Inputs.Contains(root))
                Memory.Uses(root, time);
        }
    }

    // A product stands alone; light ops between products go through together, tile by tile.
    private static IEnumerable<(int First, List<TracedCall> Calls)> Segments(List<TracedCall> stage)
    {
        var light = new List<TracedCall>();
        for (var i = 0; i < stage.Count; i++)
        {
            if (!IsHeavy(stage[i].Op))
            {
                light.Add(stage[i]);
                continue;
            }

            if (light.Count > 0)
                yield return (i - light.Count, light);
            yield return (i, [stage[i]]);
            light = [];
        }

        if (light.Count > 0)
            yield return (stage.Count - light.Count, light);
    }

    private void AddRows(List<Instruction> part, (int First, List<TracedCall> Calls) segment, int firstCall, int rows, int from, int to)
    {
        var widest = segment.Calls.Max(c => c.OutputSpecs.Max(s => s.Shape.Count / rows));
        var tile = segment.Calls.Count < 2 || (to - from) * (long)widest < 2 * TileElements ? to - from : Math.Max(1, TileElements / Math.Max(1, widest));
        for (var start = from; start < to; start += tile)
        {
            var end = Math.Min(to, start + tile);
            for (var i = 0; i < segment.Calls.Count; i++)
            {
                var call = segment.Calls[i];
                var cut = call.Op.Rows(call.InputSpecs, call.OutputSpecs)!;
                part.Add(new(
                    call.Op,
                    [.. call.Inputs.Select((t, n) => cut[n] ? Block(t, rows, start, end) : t)],
                    [.. call.Outputs.Select(t => Block(t, rows, start, end))],
                    Shared: false, firstCall + segment.First + i));
            }
        }
    }

    /// <summary>Rows [start, end) of a tensor.</summary>
    private Tensor Block(Tensor tensor, int rows, int start, int end)
    {
        if (start == 0 && end == rows)
            return tensor;
        var block = Tensor.Symbol(tensor.Spec with { Shape = tensor.Shape.With(0, end - start) });
        var (root, offset) = (Trace.Root(tensor), start * (tensor.Count / rows));
        if (root.HasValues && root is not Variable)
            block.BindTo(root, offset);
        else
            _views.Add((block, root, offset));
        return block;
    }

    private static bool IsHeavy(Op op) => op is LinearOp or MatMulOp;

    // An estimate, only to decide whether threads are worth waking.
    private static double Nanoseconds(TracedCall call) =>
        call.Op.Flops(call.InputSpecs, call.OutputSpecs) * (IsHeavy(call.Op) ? 0.008 : 0.25);
}
