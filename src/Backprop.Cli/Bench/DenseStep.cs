using Backprop.Engine;

namespace Backprop.Cli;

/// <summary>A <see cref="DenseWork"/> as Backprop trains it: network, batch and optimizer, ready to step.</summary>
internal sealed class DenseStep
{
    private readonly Sequential _network;
    private readonly Optimizer _optimizer;
    private readonly Tensor _x, _labels;
    private readonly Workers _workers;
    private readonly Step? _step;

    /// <summary>Weights and rows are a function of the work and the seed alone.</summary>
    /// <param name="work">What is trained.</param>
    /// <param name="workers">The threads.</param>
    /// <param name="captured">Whether the step is captured and replayed, as the trainer does; else it runs eagerly, op by op.</param>
    /// <param name="seed">Of weights and rows.</param>
    public DenseStep(DenseWork work, Workers workers, bool captured = true, ulong seed = 1)
    {
        var random = new Philox(seed);
        var layers = new List<Module>();
        for (var i = 1; i < work.Widths.Length; i++)
        {
            layers.Add(new Linear(work.Widths[i - 1], work.Widths[i]));
            if (i < work.Widths.Length - 1)
                layers.Add(new Relu());
        }

        _network = new Sequential(layers);
        _network.Initialize(random.Child(1));
        Rows = new float[work.Batch * work.Widths[0]];
        RandomFill.Normal<float>(random.Child(2), 0, Rows);
        Labels = [.. Enumerable.Range(0, work.Batch).Select(i => random.Child(3).Below(work.Widths[^1], (uint)i))];
        (_x, _labels) = (Tensor.From(Rows, new Shape(work.Batch, work.Widths[0])), Tensor.From(Labels));
        _optimizer = OptimizerRegistry.Create(new(work.Optimizer) { LearningRate = work.LearningRate }, _network.Parameters);
        _workers = workers;
        if (captured)
            _step = Step.Capture((x, labels) => Losses.CrossEntropy(_network.Forward(x), labels), _optimizer);
    }

    /// <summary>The batch, [rows, inputs].</summary>
    public float[] Rows { get; }

    /// <summary>The batch's classes, [rows].</summary>
    public int[] Labels { get; }

    /// <summary>Weights [outputs, inputs] and biases, in order.</summary>
    public IReadOnlyList<Parameter> Parameters => _network.Parameters;

    /// <summary>Forward pass, backward pass, update. The loss before the update.</summary>
    public double Run()
    {
        using var scope = Execution.Use(_workers);
        if (_step is not null)
            return _step.Run(_x, _labels);
        var loss = Losses.CrossEntropy(_network.Forward(_x), _labels);
        loss.Backward();
        _optimizer.Update();
        _optimizer.ClearGradients();
        return loss.Item();
    }

    /// <summary>
    /// Bytes that some steady steps allocate on this thread and on all threads: the least of three counts, as the
    /// runtime's own threads may allocate in one.
    /// </summary>
    public (long Here, long All) Allocated(int steps)
    {
        var (here, all) = (long.MaxValue, long.MaxValue);
        for (var round = 0; round < 3; round++)
        {
            var (h, a) = (GC.GetAllocatedBytesForCurrentThread(), GC.GetTotalAllocatedBytes(precise: true));
            for (var i = 0; i < steps; i++)
                Run();
            (here, all) = (Math.Min(here, GC.GetAllocatedBytesForCurrentThread() - h), Math.Min(all, GC.GetTotalAllocatedBytes(precise: true) - a));
        }

        return (here, all);
    }
}
