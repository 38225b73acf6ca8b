namespace Backprop;

/// <summary>What a model says of the rows of a table.</summary>
public sealed class Predictions
{
    private readonly PredictionNames _names;
    private readonly double[] _values;

    internal Predictions(Model model, double[] values, int count) => (_names, _values, Count) = (new(model), values, count);

    /// <summary>How many rows.</summary>
    public int Count { get; }

    /// <summary>What was learned.</summary>
    public TaskKind Task => _names.Task;

    /// <summary>The classes in the order of their numbers; for multi-label tasks the targets' names; empty for regression.</summary>
    public IReadOnlyList<string> ClassNames => _names.Classes;

    /// <summary>The columns that are predicted.</summary>
    public IReadOnlyList<string> TargetNames => _names.Targets;

    /// <summary>For each predicted column its labels; empty for numbers.</summary>
    public IReadOnlyList<IReadOnlyList<string>> TargetClasses => _names.TargetClasses;

    /// <summary>What is said of a row.</summary>
    public RowPrediction this[int row] => new(_names, _values.AsSpan(row * _names.Width, _names.Width));

    /// <summary>The most probable class of a row; for a multi-label task, whether a target holds (probability above a half).</summary>
    public string Label(int row, int target = 0) => this[row].Label(target);

    /// <summary>The probability of a class, in [0, 1]; for a multi-label task, of a target.</summary>
    public double Probability(int row, int classNumber) => this[row].ProbabilityOf(classNumber);

    /// <summary>The predicted value of a target, in the target's own units.</summary>
    public double Value(int row, int target = 0) => this[row].Value(target);
}
