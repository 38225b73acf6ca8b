using System.Globalization;

namespace Backprop;

/// <summary>
/// One forward and backward pass with everything it recorded: the op calls in order, who uses which tensor, every tensor's
/// gradient, and what people call them.
/// </summary>
internal sealed class Tape
{
    private readonly Dictionary<Tensor, string> _names = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<Tensor, double[]> _gradients = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<Tensor, List<OpCall>> _users = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<OpCall, string> _owners = new(ReferenceEqualityComparer.Instance);
    private readonly HashSet<Tensor> _ends = new(ReferenceEqualityComparer.Instance);
    private readonly List<(Module Module, Tensor Input, Tensor Output)> _layers = [];

    /// <summary>Runs a network, whose parameters are not frozen, on an input and walks back from the loss.</summary>
    public Tape(Module network, Tensor input, Func<Tensor, Tensor> loss)
    {
        Input = input.DType.IsFloat() ? input.WithGradient() : input;
        Prediction = network.Forward(Input, new Pass { Observer = (module, x, y) => _layers.Add((module, x, y)) });
        Loss = loss(Prediction);
        NameLayers(network);

        var steps = Gradients.Trace(Loss);
        Calls = [.. steps.Select(s => s.Call).Reverse()];
        foreach (var step in steps)
        {
            for (var o = 0; o < step.OutputGradients.Count; o++)
            {
                if (step.OutputGradients[o] is { } grad)
                    _gradients[step.Call.Outputs[o]] = grad.ToDoubles();
            }

            // A tensor that no op computed has its gradient in parts, one from each user.
            for (var n = 0; n < step.InputGradients.Count; n++)
            {
                if (step.InputGradients[n] is not { } grad || step.Call.Inputs[n] is not { Producer: null } leaf)
                    continue;
                var part = grad.ToDoubles();
                _gradients[leaf] = _gradients.TryGetValue(leaf, out var before) ? [.. before.Zip(part, (a, b) => a + b)] : part;
            }
        }

        var results = 0;
        foreach (var call in Calls)
        {
            foreach (var used in call.Inputs.Distinct<Tensor>(ReferenceEqualityComparer.Instance))
                (_users.TryGetValue(used, out var users) ? users : _users[used] = []).Add(call);
            foreach (var output in call.Outputs)
            {
                if (_names.TryAdd(output, $"v{results + 1}"))
                    results++;
            }
        }
    }

    /// <summary>What went in, as a tensor that has a gradient if its dtype can.</summary>
    public Tensor Input { get; }

    /// <summary>What the network gave.</summary>
    public Tensor Prediction { get; }

    /// <summary>The scalar.</summary>
    public Tensor Loss { get; }

    /// <summary>The calls that lead to the loss, in the order of the forward pass.</summary>
    public IReadOnlyList<OpCall> Calls { get; }

    /// <summary>Layers in the order in which they finished, innermost first, without containers that only hand through.</summary>
    public IReadOnlyList<(Module Module, Tensor Input, Tensor Output)> Layers => _layers;

    /// <summary>Whether chains stop here: the output of a layer, or the loss.</summary>
    public bool IsEnd(Tensor tensor) => _ends.Contains(tensor);

    /// <summary>The calls that take a tensor.</summary>
    public IReadOnlyList<OpCall> Users(Tensor tensor) => _users.GetValueOrDefault(tensor) ?? [];

    /// <summary>Whether the loss depends on a tensor by recorded calls.</summary>
    public bool Reaches(Tensor tensor) => ReferenceEquals(tensor, Loss) || _gradients.ContainsKey(tensor);

    /// <summary>∂L/∂tensor, row-major; zeros if the loss does not depend on it.</summary>
    public double[] Gradient(Tensor tensor) =>
        ReferenceEquals(tensor, Loss) ? [1] : _gradients.GetValueOrDefault(tensor) ?? new double[tensor.Count];

    /// <summary>The layer a call belongs to, as people read it; empty for the loss.</summary>
    public string Owner(OpCall call) => _owners.GetValueOrDefault(call) ?? "";

    /// <summary>What a tensor is called.</summary>
    public string Name(Tensor tensor) => tensor is Variable variable ? variable.Name
        : _names.TryGetValue(tensor, out var name) ? name
        : tensor.Count == 1 ? tensor.At(0).ToString("G6", CultureInfo.InvariantCulture)
        : $"constant {tensor.Shape}";

    /// <summary>What an element is called: <c>a1[0]</c>; a batch axis of one row is left out.</summary>
    public string Name(Tensor tensor, int element)
    {
        if (tensor.Rank == 0 || ReferenceEquals(tensor, Loss))
            return Name(tensor);
        var index = new int[tensor.Rank];
        for (var axis = index.Length - 1; axis >= 0; axis--)
        {
            index[axis] = element % tensor.Shape[axis];
            element /= tensor.Shape[axis];
        }

        var shown = tensor is not Variable && tensor.Rank > 1 && tensor.Shape[0] == 1 ? index[1..] : index;
        return $"{Name(tensor)}[{string.Join(",", shown)}]";
    }

    private void NameLayers(Module network)
    {
        _names[Input] = "x";
        _names[Loss] = "L";
        _ends.Add(Loss);
        var counts = new Dictionary<char, int>();
        for (var i = 0; i < _layers.Count; i++)
        {
            var (module, input, output) = _layers[i];
            if (_names.ContainsKey(output))
            {
                if (module.Children.Count > 0)
                    _layers.RemoveAt(i--);
                continue;
            }

            var letter = Letter(module);
            counts[letter] = counts.GetValueOrDefault(letter) + 1;
            _names[output] = $"{letter}{counts[letter]}";
            _ends.Add(output);
            Claim(output, input, module.ToString());
        }

        if (_names.TryAdd(Prediction, "y"))
        {
            _ends.Add(Prediction);
            Claim(Prediction, Input, network.ToString());
        }
    }

    private static char Letter(Module module) => module switch
    {
        Linear => 'z',
        Activation => 'a',
        BatchNorm1d or LayerNorm or RmsNorm => 'n',
        Embedding => 'e',
        _ => 'h',
    };

    // The calls between a layer's input and output, except those of layers inside, which came first.
    private void Claim(Tensor output, Tensor input, string owner)
    {
        var stack = new Stack<Tensor>([output]);
        while (stack.TryPop(out var tensor))
        {
            if (ReferenceEquals(tensor, input) || tensor.Producer is not { } call || !_owners.TryAdd(call, owner))
                continue;
            foreach (var below in call.Inputs)
                stack.Push(below);
        }
    }
}
