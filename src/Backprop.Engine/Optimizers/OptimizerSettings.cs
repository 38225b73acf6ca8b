using System.Text.Json.Nodes;

namespace Backprop.Engine;

/// <summary>An optimizer by name with what shall differ from its defaults; <see cref="OptimizerRegistry"/> builds it.</summary>
public sealed record OptimizerSettings
{
    /// <summary>Of this name.</summary>
    public OptimizerSettings(string name) => Name = name;

    /// <summary>A name in <see cref="OptimizerRegistry"/>.</summary>
    public string Name { get; init; }

    /// <summary>The size of a step; null for the optimizer's default.</summary>
    public double? LearningRate { get; init; }

    /// <summary>How strongly weights are pulled to zero.</summary>
    public double? WeightDecay { get; init; }

    /// <summary>How much of the last step is kept: sgd, rmsprop.</summary>
    public double? Momentum { get; init; }

    /// <summary>How much of the gradient does not enter the momentum: sgd.</summary>
    public double? Dampening { get; init; }

    /// <summary>Looks ahead along the momentum: sgd.</summary>
    public bool? Nesterov { get; init; }

    /// <summary>The decay of the running mean of gradients: adam and its kin, lion.</summary>
    public double? Beta1 { get; init; }

    /// <summary>The decay of the running mean of squares (lion: of gradients); ρ of adadelta, α of rmsprop.</summary>
    public double? Beta2 { get; init; }

    /// <summary>Keeps a divisor from zero.</summary>
    public double? Epsilon { get; init; }

    /// <summary>Divides by the greatest running mean so far: adam, adamw.</summary>
    public bool? AmsGrad { get; init; }

    /// <summary>Divides by the deviation: rmsprop.</summary>
    public bool? Centered { get; init; }

    /// <summary>The most iterations an update makes: lbfgs.</summary>
    public int? Iterations { get; init; }

    /// <summary>How many pairs are kept: lbfgs.</summary>
    public int? History { get; init; }

    /// <summary>Searches for the strong Wolfe conditions: lbfgs.</summary>
    public bool? LineSearch { get; init; }

    /// <summary>The settings that were given, by the names they have in files.</summary>
    internal IEnumerable<(string Name, JsonNode Value)> Given()
    {
        if (LearningRate is { } rate)
            yield return ("learning_rate", rate);
        if (WeightDecay is { } decay)
            yield return ("weight_decay", decay);
        if (Momentum is { } momentum)
            yield return ("momentum", momentum);
        if (Dampening is { } dampening)
            yield return ("dampening", dampening);
        if (Nesterov is { } nesterov)
            yield return ("nesterov", nesterov);
        if (Beta1 is { } beta1)
            yield return ("beta1", beta1);
        if (Beta2 is { } beta2)
            yield return ("beta2", beta2);
        if (Epsilon is { } epsilon)
            yield return ("epsilon", epsilon);
        if (AmsGrad is { } amsGrad)
            yield return ("amsgrad", amsGrad);
        if (Centered is { } centered)
            yield return ("centered", centered);
        if (Iterations is { } iterations)
            yield return ("iterations", iterations);
        if (History is { } history)
            yield return ("history", history);
        if (LineSearch is { } search)
            yield return ("line_search", search);
    }

    /// <summary>For a file.</summary>
    public Settings ToSettings() => Given().Aggregate(new Settings(Name), (settings, given) => settings.With(given.Name, given.Value));

    /// <summary>From a file.</summary>
    /// <exception cref="SettingsException">A value is mistyped or a name is not known.</exception>
    public static OptimizerSettings From(Settings settings)
    {
        var result = new OptimizerSettings(settings.Type)
        {
            LearningRate = Number("learning_rate"),
            WeightDecay = Number("weight_decay"),
            Momentum = Number("momentum"),
            Dampening = Number("dampening"),
            Nesterov = Flag("nesterov"),
            Beta1 = Number("beta1"),
            Beta2 = Number("beta2"),
            Epsilon = Number("epsilon"),
            AmsGrad = Flag("amsgrad"),
            Centered = Flag("centered"),
            Iterations = Whole("iterations"),
            History = Whole("history"),
            LineSearch = Flag("line_search"),
        };
        settings.EnsureAllRead();
        return result;

        double? Number(string name) => settings.Has(name) ? settings.Double(name) : null;
        int? Whole(string name) => settings.Has(name) ? settings.Int(name) : null;
        bool? Flag(string name) => settings.Has(name) ? settings.Bool(name) : null;
    }
}
