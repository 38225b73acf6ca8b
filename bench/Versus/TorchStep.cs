using Backprop.Cli;
using static TorchSharp.torch;

namespace Backprop.Bench.Versus;

/// <summary>
/// The opponent's training step, in the fast form a user may write: a module, a scope that frees what a step made, no
/// loss read. Batch and weights are those of our step.
/// </summary>
internal sealed class TorchStep : IDisposable
{
    private readonly TorchNetwork _network;
    private readonly optim.Optimizer _optimizer;
    private readonly Tensor _x, _labels;

    public TorchStep(DenseWork work, DenseStep ours)
    {
        _network = new(work.Widths);
        using (no_grad())
        {
            foreach (var (theirs, values) in _network.Values.Zip(ours.Parameters))
                theirs.copy_(tensor(values.ToArray<float>(), theirs.shape));
        }

        _x = tensor(ours.Rows, [work.Batch, work.Widths[0]]);
        _labels = tensor(Array.ConvertAll(ours.Labels, l => (long)l));
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
