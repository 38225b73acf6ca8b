namespace Backprop.Engine;

/// <summary>All optimizers by name.</summary>
public static class OptimizerRegistry
{
    /// <summary>The entries. A new optimizer is one file and one line here.</summary>
    public static Registry<OptimizerEntry> All { get; } = new("optimizer",
        ("sgd", new("gradient descent, with momentum if set", 0.1, ["weight_decay", "momentum", "dampening", "nesterov"], (s, p) => Sgd(s, p, 0, false))),
        ("momentum", new("gradient descent with momentum 0.9", 0.01, ["weight_decay", "momentum", "dampening"], (s, p) => Sgd(s, p, 0.9, false))),
        ("nesterov", new("gradient descent with Nesterov's momentum 0.9", 0.01, ["weight_decay", "momentum"], (s, p) => Sgd(s, p, 0.9, true))),
        ("adagrad", new("steps shrink with the sum of squared gradients", 0.01, ["weight_decay", "epsilon"],
            (s, p) => new Adagrad(p) { WeightDecay = s.WeightDecay ?? 0, Epsilon = s.Epsilon ?? 1e-10 })),
        ("adadelta", new("needs no learning rate of its own", 1, ["weight_decay", "beta2", "epsilon"],
            (s, p) => new Adadelta(p) { WeightDecay = s.WeightDecay ?? 0, Rho = s.Beta2 ?? 0.9, Epsilon = s.Epsilon ?? 1e-6 })),
        ("rmsprop", new("steps divided by the running root mean square", 0.01, ["weight_decay", "momentum", "beta2", "epsilon", "centered"],
            (s, p) => new RmsProp(p) { WeightDecay = s.WeightDecay ?? 0, Momentum = s.Momentum ?? 0, Alpha = s.Beta2 ?? 0.99, Epsilon = s.Epsilon ?? 1e-8, Centered = s.Centered ?? false })),
        ("adam", new("momentum and steps of like size for all weights: a good first choice", 0.001, ["weight_decay", "beta1", "beta2", "epsilon", "amsgrad"],
            (s, p) => new Adam(p) { WeightDecay = s.WeightDecay ?? 0, Beta1 = s.Beta1 ?? 0.9, Beta2 = s.Beta2 ?? 0.999, Epsilon = s.Epsilon ?? 1e-8, AmsGrad = s.AmsGrad ?? false })),
        ("adamw", new("adam with weight decay apart from the gradient", 0.001, ["weight_decay", "beta1", "beta2", "epsilon", "amsgrad"],
            (s, p) => new AdamW(p) { WeightDecay = s.WeightDecay ?? 0.01, Beta1 = s.Beta1 ?? 0.9, Beta2 = s.Beta2 ?? 0.999, Epsilon = s.Epsilon ?? 1e-8, AmsGrad = s.AmsGrad ?? false })),
        ("adamax", new("adam with the infinity norm", 0.002, ["weight_decay", "beta1", "beta2", "epsilon"],
            (s, p) => new Adamax(p) { WeightDecay = s.WeightDecay ?? 0, Beta1 = s.Beta1 ?? 0.9, Beta2 = s.Beta2 ?? 0.999, Epsilon = s.Epsilon ?? 1e-8 })),
        ("nadam", new("adam with Nesterov's momentum", 0.002, ["weight_decay", "beta1", "beta2", "epsilon"],
            (s, p) => new NAdam(p) { WeightDecay = s.WeightDecay ?? 0, Beta1 = s.Beta1 ?? 0.9, Beta2 = s.Beta2 ?? 0.999, Epsilon = s.Epsilon ?? 1e-8 })),
        ("radam", new("adam that begins carefully by itself", 0.001, ["weight_decay", "beta1", "beta2", "epsilon"],
            (s, p) => new RAdam(p) { WeightDecay = s.WeightDecay ?? 0, Beta1 = s.Beta1 ?? 0.9, Beta2 = s.Beta2 ?? 0.999, Epsilon = s.Epsilon ?? 1e-8 })),
        ("lion", new("the sign of the momentum alone; half of adam's memory", 1e-4, ["weight_decay", "beta1", "beta2"],
            (s, p) => new Lion(p) { WeightDecay = s.WeightDecay ?? 0, Beta1 = s.Beta1 ?? 0.9, Beta2 = s.Beta2 ?? 0.99 })),
        ("rprop", new("signs alone, a step size for each weight; full batches only", 0.01, ["weight_decay"], (s, p) => new Rprop(p) { WeightDecay = s.WeightDecay ?? 0 })),
        ("lbfgs", new("second order, with a line search; small data and full batches only", 1, ["iterations", "history", "line_search"],
            (s, p) => new Lbfgs(p) { Iterations = s.Iterations ?? 20, History = s.History ?? 100, LineSearch = s.LineSearch ?? true })));

    /// <summary>Builds an optimizer of these parameters.</summary>
    /// <exception cref="SettingsException">The name is not known, the optimizer lacks a setting that was given, or a value is out of range.</exception>
    public static Optimizer Create(OptimizerSettings settings, IEnumerable<Parameter> parameters) => Create(settings, [new ParameterGroup(parameters)]);

    /// <summary>Builds an optimizer of these groups.</summary>
    /// <exception cref="SettingsException">The name is not known, the optimizer lacks a setting that was given, or a value is out of range.</exception>
    public static Optimizer Create(OptimizerSettings settings, IEnumerable<ParameterGroup> groups)
    {
        var entry = All[settings.Name];
        foreach (var (name, _) in settings.Given())
        {
            if (name != "learning_rate" && !entry.Accepts.Contains(name))
                throw new SettingsException($"the optimizer {settings.Name} has no setting {name}; it has: {string.Join(", ", entry.Accepts.Prepend("learning_rate"))}");
        }

        var optimizer = entry.Create(settings, groups);
        optimizer.LearningRate = settings.LearningRate ?? entry.LearningRate;
        return optimizer;
    }

    private static Sgd Sgd(OptimizerSettings s, IEnumerable<ParameterGroup> groups, double momentum, bool nesterov) => new(groups)
    {
        WeightDecay = s.WeightDecay ?? 0,
        Momentum = s.Momentum ?? momentum,
        Dampening = s.Dampening ?? 0,
        Nesterov = s.Nesterov ?? nesterov,
    };
}
