using Backprop.Cli;
using static TorchSharp.torch;

namespace Backprop.Bench.Versus;

/// <summary>
/// The opponent's training step, in the fast form a user may write: a module, a scope that frees what a step made, no
/// loss read.
/// </summary>
internal sealed class TorchStep : IDisposable
{
    private readonly TorchNetwork _network;
    private readonly optim.Optimizer _optimizer;
    private readonly Tensor _x, _labels;

    /// <summary>With weights and a batch of its own.</summary>
    public TorchStep(DenseWork work)
        : this(work, randn(work.Batch, work.Widths[0]), randint(0, work.Widths[^1], [work.Batch], dtype: int64))
    {
    }

    /// <summary>With the weights and the batch of our step.</summary>
    public TorchStep(DenseWork work, DenseStep ours)
        : this(work, tensor(ours.Rows, [work.Batch, work.Widths[0]]), tensor(Array.ConvertAll(ours.Labels, l => (long)l)))
    {
        using var quiet = no_grad();
        foreach (var (theirs, values) in _network.Values.Zip(ours.Parameters))
            theirs.copy_(tensor(values.ToArray<float>(), theirs.shape));
    }

    private TorchStep(DenseWork work, Tensor x, Tensor labels)
    {
        (_network, _x, _labels) = (new(work.Widths), x, labels);
        _optimizer = work.Optimizer == "sgd"
            ? optim.SGD(_network.parameters(), work.LearningRate)
            : optim.Adam(_network.parameters(), work.LearningRate);
    }

    /// <summary>A step.</summary>
    public void Run()
    {
        using var scope = NewDisposeScope();
        Loss();
    }

    /// <summary>A step, and the loss before its update.</summary>
    public double RunAndRead()
    {
        using var scope = NewDisposeScope();
        return Loss().item<float>();
    }

    public void Dispose()
    {
        _optimizer.Dispose();
        _network.Dispose();
        _x.Dispose();
        _labels.Dispose();
    }

    private Tensor Loss()
    {
        _optimizer.zero_grad();
        var loss = nn.functional.cross_entropy(_network.forward(_x), _labels);
        loss.backward();
        _optimizer.step();
        return loss;
    }
}
