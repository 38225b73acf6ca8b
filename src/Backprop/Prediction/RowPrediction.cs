namespace Backprop;

/// <summary>What a model says of one row. It lies in memory that the next prediction uses again, so it cannot be kept: read what is needed.</summary>
public readonly ref struct RowPrediction
{
    private readonly PredictionNames _names;
    private readonly ReadOnlySpan<double> _values;

    internal RowPrediction(PredictionNames names, ReadOnlySpan<double> values)
    {
        _names = names;
        _values = values;
    }

    /// <summary>The number of the most probable class; of a multi-label task's target: 1 if it holds (probability above a half), else 0.</summary>
    public int Class(int target = 0)
    {
        if (_names.Task == TaskKind.Regression)
            throw new InvalidOperationException("a regression has values, not labels: use Value");
        if (_names.Task == TaskKind.MultiLabel)
            return _values[target] > 0.5 ? 1 : 0;
        var best = 0;
        for (var i = 1; i < _values.Length; i++)
        {
            if (_values[i] > _values[best])
                best = i;
        }

        return best;
    }

    /// <summary>The most probable class's label; of a multi-label task's target: the label that holds.</summary>
    public string Label(int target = 0) => _names.Task == TaskKind.MultiLabel ? _names.TargetClasses[target][Class(target)] : _names.Classes[Class()];

    /// <summary>The most probable class's probability, in [0, 1].</summary>
    public double Probability => ProbabilityOf(Class());

    /// <summary>The probability of a class, in [0, 1]; for a multi-label task, of a target.</summary>
    public double ProbabilityOf(int classNumber) => _names.Task != TaskKind.Regression
        ? _values[classNumber]
        : throw new InvalidOperationException("a regression has values, not probabilities: use Value");

    /// <summary>The probability of a class by its label; for a multi-label task, of a target by its name.</summary>
    /// <exception cref="SettingsException">There is no such class.</exception>
    public double ProbabilityOf(string name) => Array.IndexOf(_names.Classes, name) is >= 0 and var at
        ? ProbabilityOf(at)
        : throw new SettingsException($"there is no class '{name}'{Nearest.Hint(name, _names.Classes)}");

    /// <summary>The classes' probabilities, or the targets' values: [classes] or [targets].</summary>
    public ReadOnlySpan<double> Values => _values;

    /// <summary>The predicted value of a regression's target, in its own units.</summary>
    public double Value(int target = 0) => _names.Task == TaskKind.Regression
        ? _values[target]
        : throw new InvalidOperationException("a classification has labels and probabilities, not values: use Label");
}
