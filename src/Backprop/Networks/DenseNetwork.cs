using System.Globalization;

namespace Backprop;

/// <summary>Hidden layers that each see all of the one before: linear, normalisation, activation, dropout; then a linear output.</summary>
public sealed record DenseNetwork : NetworkDesign
{
    /// <summary>Units of each hidden layer; none makes a linear model.</summary>
    public IReadOnlyList<int> Widths { get; init; } = [64, 32];

    /// <summary>The activation of the hidden layers, by its name in <see cref="Activations"/>.</summary>
    public string Activation { get; init; } = "relu";

    /// <summary>The share of a hidden layer's units that each training step leaves out, in [0, 1).</summary>
    public double Dropout { get; init; }

    /// <summary>What normalises hidden layers: <c>none</c>, <c>batch</c> or <c>layer</c>.</summary>
    public string Normalization { get; init; } = "none";

    /// <summary>
    /// What fills hidden weights, by its name in <see cref="Initializers"/>; null: what suits the activation, but Xavier
    /// uniform in the first layer.
    /// </summary>
    public string? Initializer { get; init; }

    /// <summary>Checks names and ranges, without building anything.</summary>
    /// <exception cref="SettingsException">A value is out of its range, or a name is not known.</exception>
    public void Validate()
    {
        if (!(Dropout is >= 0 and < 1))
            throw new SettingsException(string.Create(CultureInfo.InvariantCulture, $"the dropout must be at least 0 and less than 1 but is {Dropout}"));
        foreach (var units in Widths)
        {
            if (units < 1)
                throw new SettingsException($"a hidden layer must have 1 or more units but has {units}");
        }

        if (!Normalizations.Contains(Normalization))
            throw new SettingsException($"there is no normalization '{Normalization}'{Nearest.Hint(Normalization, Normalizations)}; there are: {string.Join(", ", Normalizations)}");
        _ = Activations.All[Activation];
        _ = Initializer is null ? null : Initializers.All[Initializer];
    }

    /// <inheritdoc/>
    public override Module Build(NetworkShape shape)
    {
        Validate();
        var layers = new List<Module>();
        var width = shape.Features;
        if (shape.Embeddings.Count > 0)
        {
            var embedding = new CategoryEmbedding(shape.Features, shape.Embeddings.Select(e => new Engine.CategoryColumn(e.Column, e.Cardinality, e.Width)));
            layers.Add(embedding);
            width = embedding.Outputs;
        }

        foreach (var units in Widths)
        {
            layers.Add(new Linear(width, units, weightInitializer: FirstOrNamed(first: layers.TrueForAll(l => l is not Engine.Linear))));
            switch (Normalization)
            {
                case "batch": layers.Add(new BatchNorm1d(units)); break;
                case "layer": layers.Add(new LayerNorm(units)); break;
                default: break;
            }

            layers.Add(Activations.Create(Activation));
            if (Dropout > 0)
                layers.Add(new Dropout(Dropout));
            width = units;
        }

        layers.Add(new Linear(width, shape.Outputs));
        return new Sequential(layers);
    }

    // A table has few inputs beside its hidden units: by fan-in alone their weights would be so large that the network begins
    // as a rough function and learns the rows by heart (docs/defaults.md).
    private Initializer? FirstOrNamed(bool first) => Initializer is { } name ? Initializers.All[name] : first ? new XavierUniform() : null;

    /// <summary>The names <see cref="Normalization"/> may have.</summary>
    public static IReadOnlyList<string> Normalizations { get; } = ["none", "batch", "layer"];

    /// <inheritdoc/>
    public override string Describe() => Widths.Count == 0
        ? "linear"
        : string.Create(CultureInfo.InvariantCulture,
            $"dense {string.Join(", ", Widths)}, {Activation}{(Normalization == "none" ? "" : $", {Normalization} norm")}{(Dropout > 0 ? $", dropout {Dropout}" : "")}");
}
