using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Backprop.Bench.Versus;

/// <summary>A dense network with ReLU as one writes it in TorchSharp.</summary>
internal sealed class TorchNetwork : nn.Module<Tensor, Tensor>
{
    private readonly Linear[] _layers;

    public TorchNetwork(params int[] widths) : base("network")
    {
        _layers = [.. widths.Zip(widths.Skip(1), (i, o) => nn.Linear(i, o))];
        for (var i = 0; i < _layers.Length; i++)
            register_module($"layer{i}", _layers[i]);
    }

    /// <summary>Weights and biases, in order: the same that Backprop's network declares.</summary>
    public IEnumerable<Tensor> Values => _layers.SelectMany(l => new Tensor[] { l.weight!, l.bias! });

    public override Tensor forward(Tensor x)
    {
        for (var i = 0; i < _layers.Length - 1; i++)
            x = nn.functional.relu(_layers[i].forward(x));
        return _layers[^1].forward(x);
    }
}
