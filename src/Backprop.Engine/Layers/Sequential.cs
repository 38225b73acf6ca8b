namespace Backprop.Engine;

/// <summary>Layers one after the other; the first's output is the second's input. Their names are <c>layers.0</c>, <c>layers.1</c>, …</summary>
public sealed class Sequential : Module
{
    private readonly Module[] _layers;

    /// <summary>Of these layers, in order.</summary>
    /// <exception cref="SettingsException">A layer stands twice or is part of another network.</exception>
    public Sequential(params IEnumerable<Module> layers)
    {
        _layers = [.. layers];
        for (var i = 0; i < _layers.Length; i++)
            AddChild($"layers.{i}", _layers[i]);
    }

    /// <summary>The layers, in order.</summary>
    public IReadOnlyList<Module> Layers => _layers;

    /// <inheritdoc/>
    public override string Kind => "sequential";

    /// <inheritdoc/>
    public override string Description => _layers.Length == 1 ? "1 layer" : $"{_layers.Length} layers";

    /// <inheritdoc/>
    public override Settings Settings => new Settings(Kind).With("layers", _layers.Select(l => l.Settings));

    /// <inheritdoc/>
    protected override Tensor Compute(Tensor input, Pass pass)
    {
        foreach (var layer in _layers)
            input = layer.Forward(input, pass);
        return input;
    }

    /// <summary>
    /// A linear layer without an initializer takes the one that suits the next activation, dropout and norms between them
    /// passed over; Xavier uniform if none follows.
    /// </summary>
    protected internal override void ChooseInitializers()
    {
        // A sequence inside a sequence reads on behind its end.
        var chain = Flat(this).ToArray();
        for (var i = 0; i < chain.Length; i++)
        {
            if (chain[i] is Linear { Weight.Initializer: null } linear)
            {
                var next = chain.Skip(i + 1).FirstOrDefault(m => m is not (Dropout or BatchNorm1d or LayerNorm or RmsNorm));
                linear.Weight.Initializer = (next as Activation)?.WeightInitializer ?? new XavierUniform();
            }
        }

        base.ChooseInitializers();
    }

    private static IEnumerable<Module> Flat(Sequential sequence) =>
        sequence._layers.SelectMany(layer => layer is Sequential inner ? Flat(inner) : [layer]);
}
