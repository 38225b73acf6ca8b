namespace Backprop.Engine;

/// <summary>All losses by name. A setting that is left out has its default.</summary>
public static class LossRegistry
{
    /// <summary>All of them; an entry builds the loss from its <see cref="Loss.Settings"/>.</summary>
    public static Registry<Func<Settings, Loss>> All { get; } = new("loss",
        ("binary_cross_entropy", s => new BinaryCrossEntropyLoss
        {
            LabelSmoothing = Double(s, "label_smoothing", 0),
            PositiveWeights = Doubles(s, "positive_weights"),
            ClassWeights = Doubles(s, "class_weights"),
        }),
        ("cross_entropy", s => new CrossEntropyLoss
        {
            LabelSmoothing = Double(s, "label_smoothing", 0),
            ClassWeights = Doubles(s, "class_weights"),
        }),
        ("half_squared_error", _ => new HalfSquaredErrorLoss()),
        ("hinge", _ => new HingeLoss()),
        ("huber", s => new HuberLoss { Delta = Double(s, "delta", 1) }),
        ("kullback_leibler", _ => new KullbackLeiblerLoss()),
        ("mean_absolute_error", _ => new MeanAbsoluteErrorLoss()),
        ("mean_squared_error", _ => new MeanSquaredErrorLoss()),
        ("poisson", _ => new PoissonLoss()),
        ("quantile", s => new QuantileLoss { Levels = Doubles(s, "levels") ?? [0.5] }));

    /// <summary>The loss these settings describe.</summary>
    /// <exception cref="SettingsException">The type is not known, or a setting is mistyped, unknown or out of range.</exception>
    public static Loss Build(Settings settings)
    {
        var loss = All[settings.Type](settings);
        settings.EnsureAllRead();
        return loss;
    }

    /// <summary>The loss of this name with its default settings.</summary>
    /// <exception cref="SettingsException">There is none; the nearest name is suggested.</exception>
    public static Loss Create(string name) => Build(new Settings(name));

    private static double Double(Settings settings, string name, double absent) => settings.Has(name) ? settings.Double(name) : absent;

    private static double[]? Doubles(Settings settings, string name) => settings.Has(name) ? settings.Doubles(name) : null;
}
