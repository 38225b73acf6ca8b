namespace Backprop.Engine;

/// <summary>The activation layers by name, with their default settings.</summary>
public static class Activations
{
    /// <summary>All of them; an entry builds a new layer.</summary>
    public static Registry<Func<Activation>> All { get; } = new("activation",
        ("elu", () => new Elu()),
        ("gelu", () => new Gelu()),
        ("hard_sigmoid", () => new HardSigmoid()),
        ("hard_swish", () => new HardSwish()),
        ("identity", () => new Identity()),
        ("leaky_relu", () => new LeakyRelu()),
        ("mish", () => new Mish()),
        ("relu", () => new Relu()),
        ("selu", () => new Selu()),
        ("sigmoid", () => new Sigmoid()),
        ("silu", () => new Silu()),
        ("softmax", () => new Softmax()),
        ("softplus", () => new Softplus()),
        ("tanh", () => new Tanh()));

    /// <summary>A new layer of this name.</summary>
    /// <exception cref="SettingsException">There is none; the nearest name is suggested.</exception>
    public static Activation Create(string name) => All[name]();
}
