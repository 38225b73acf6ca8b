namespace Backprop.Engine;

/// <summary>All layers by name: what a model file's architecture is built from.</summary>
public static class LayerRegistry
{
    /// <summary>All of them; an entry builds the layer from its <see cref="Module.Settings"/>, without values.</summary>
    public static Registry<Func<Settings, Module>> All { get; } = new("layer",
        ("batch_norm_1d", s => new BatchNorm1d(s.Int("features"), s.Double("eps"), s.Double("momentum"), s.Bool("affine"))),
        ("category_embedding", CategoryEmbedding.From),
        ("dropout", s => new Dropout(s.Double("probability"))),
        ("elu", s => new Elu(s.Double("alpha"))),
        ("embedding", s => new Embedding(s.Int("count"), s.Int("width"))),
        ("gelu", s => new Gelu(s.Bool("approximate"))),
        ("hard_sigmoid", _ => new HardSigmoid()),
        ("hard_swish", _ => new HardSwish()),
        ("identity", _ => new Identity()),
        ("layer_norm", s => new LayerNorm(s.Int("size"), s.Double("eps"))),
        ("leaky_relu", s => new LeakyRelu(s.Double("slope"))),
        ("linear", s => new Linear(s.Int("in"), s.Int("out"), s.Bool("bias"))),
        ("mish", _ => new Mish()),
        ("relu", _ => new Relu()),
        ("residual", s => new Residual(Build(s.Nested("inner")))),
        ("rms_norm", s => new RmsNorm(s.Int("size"), s.Double("eps"))),
        ("selu", _ => new Selu()),
        ("sequential", s => new Sequential(s.List("layers").Select(Build))),
        ("sigmoid", _ => new Sigmoid()),
        ("silu", _ => new Silu()),
        ("softmax", s => new Softmax(s.Int("axis"))),
        ("softplus", s => new Softplus(s.Double("beta"))),
        ("tanh", _ => new Tanh()));

    /// <summary>The layer these settings describe, without values.</summary>
    /// <exception cref="SettingsException">The type is not known, or a setting is missing, mistyped, unknown or out of range.</exception>
    public static Module Build(Settings settings)
    {
        ValueLimit.TakeLayer();
        var layer = All[settings.Type](settings);
        settings.EnsureAllRead();
        return layer;
    }

    /// <summary>The same for settings of a file, which may ask for as many values as it holds and for 10,000 layers.</summary>
    /// <param name="settings">What the file asks for.</param>
    /// <param name="mostValues">Values of all parameters and buffers together.</param>
    /// <exception cref="SettingsException">As above, or it asks for more.</exception>
    public static Module BuildWithin(Settings settings, long mostValues)
    {
        using var limit = ValueLimit.Set(mostValues);
        return Build(settings);
    }
}
