namespace Backprop.Engine;

/// <summary>Parameters that an optimizer treats alike.</summary>
public sealed record ParameterGroup
{
    private readonly double _learningRateFactor = 1;
    private readonly double? _weightDecay;

    /// <summary>Of these parameters.</summary>
    public ParameterGroup(IEnumerable<Parameter> parameters) => Parameters = [.. parameters];

    /// <summary>The parameters, in order.</summary>
    public IReadOnlyList<Parameter> Parameters { get; }

    /// <summary>Multiplies the optimizer's learning rate; 1 unless set, at least 0.</summary>
    /// <exception cref="SettingsException">It is negative or not finite.</exception>
    public double LearningRateFactor
    {
        get => _learningRateFactor;
        init => _learningRateFactor = InRange.AtLeastZero(value, "a parameter group", "learning rate factor");
    }

    /// <summary>Replaces the optimizer's weight decay; null keeps it.</summary>
    /// <exception cref="SettingsException">It is negative or not finite.</exception>
    public double? WeightDecay
    {
        get => _weightDecay;
        init => _weightDecay = value is { } decay ? InRange.AtLeastZero(decay, "a parameter group", "weight decay") : null;
    }

    /// <summary>
    /// Two groups: weights (two axes or more) with the optimizer's weight decay; biases, gains and other vectors without.
    /// </summary>
    public static IReadOnlyList<ParameterGroup> DecayWeightsOnly(IEnumerable<Parameter> parameters)
    {
        var all = parameters.ToArray();
        return [new(all.Where(p => p.Rank >= 2)), new(all.Where(p => p.Rank < 2)) { WeightDecay = 0 }];
    }
}
