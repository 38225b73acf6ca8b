namespace Backprop;

/// <summary>What a model says of the rows of a table.</summary>
public sealed class Predictions
{
    private readonly double[] _values;
    private readonly int _width;

    internal Predictions(Model model, double[] values, int count)
    {
        (_values, Count, Task) = (values, count, model.Task);
        ClassNames = model.Preprocessor.ClassNames;
        TargetNames = [.. model.Preprocessor.Layout.Targets.Select(t => t.Name)];
        _width = Task == TaskKind.Binary ? 2 : model.Preprocessor.Outputs;
        TargetClasses = [.. model.Preprocessor.Layout.Targets.Select(t => (IReadOnlyList<string>)t.Classes)];
    }

    /// <summary>How many rows.</summary>
    public int Count { get; }

    /// <summary>What was learned.</summary>
    public TaskKind Task { get; }

    /// <summary>The classes in the order of their numbers; empty for regression and multi-label tasks.</summary>
    public IReadOnlyList<string> ClassNames { get; }

    /// <summary>The columns that are predicted.</summary>
    public IReadOnlyList<string> TargetNames { get; }

    /// <summary>For each predicted column its labels; empty for numbers.</summary>
    public IReadOnlyList<IReadOnlyList<string>> TargetClasses { get; }

    /// <summary>The most probable class of a row; for a multi-label task, whether a target holds (probability above a half).</summary>
    public string Label(int row, int target = 0)
    {
        if (Task == TaskKind.MultiLabel)
            return TargetClasses[target][Probability(row, target) > 0.5 ? 1 : 0];
        var best = 0;
        for (var i = 1; i < ClassNames.Count; i++)
        {
            if (Probability(row, i) > Probability(row, best))
                best = i;
        }

        return ClassNames.Count > 0 ? ClassNames[best] : throw new InvalidOperationException("a regression has values, not labels: use Value");
    }

    /// <summary>The probability of a class, in [0, 1]; for a multi-label task, of a target.</summary>
    public double Probability(int row, int classNumber) => Task != TaskKind.Regression
        ? _values[(row * _width) + classNumber]
        : throw new InvalidOperationException("a regression has values, not probabilities: use Value");

    /// <summary>The predicted value of a target, in the target's own units.</summary>
    public double Value(int row, int target = 0) => Task == TaskKind.Regression
        ? _values[(row * _width) + target]
        : throw new InvalidOperationException("a classification has labels and probabilities, not values: use Label");
}
