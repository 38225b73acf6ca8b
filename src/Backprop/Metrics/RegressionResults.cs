namespace Backprop;

/// <summary>What a regression predicted for some rows, and what was true, in the targets' own units.</summary>
public sealed class RegressionResults
{
    private readonly double[] _predictions, _truth; // [targets, rows]: a target's values side by side

    /// <summary>Takes predictions and true values, each <c>[rows, targets]</c>, row-major.</summary>
    /// <exception cref="ShapeException">The lengths do not fit together.</exception>
    public RegressionResults(ReadOnlySpan<double> predictions, ReadOnlySpan<double> truth, int targets = 1)
    {
        if (targets < 1 || predictions.Length != truth.Length || truth.Length % targets != 0)
            throw new ShapeException($"regression results expect [rows, {targets}] predictions and as many true values, but got {predictions.Length} and {truth.Length} numbers");
        (Rows, Targets) = (truth.Length / targets, targets);
        (_predictions, _truth) = (new double[truth.Length], new double[truth.Length]);
        for (var i = 0; i < truth.Length; i++)
        {
            var at = i % targets * Rows + i / targets;
            (_predictions[at], _truth[at]) = (predictions[i], truth[i]);
        }
    }

    /// <summary>Takes float32 predictions and true values, each <c>[rows, targets]</c>, row-major.</summary>
    /// <exception cref="ShapeException">The lengths do not fit together.</exception>
    public RegressionResults(ReadOnlySpan<float> predictions, ReadOnlySpan<float> truth, int targets = 1) : this(Widen(predictions), Widen(truth), targets) { }

    /// <summary>How many rows.</summary>
    public int Rows { get; }

    /// <summary>How many targets.</summary>
    public int Targets { get; }

    /// <summary>The predictions of one target, <c>[rows]</c>.</summary>
    public ReadOnlySpan<double> Predictions(int target = 0) => _predictions.AsSpan(target * Rows, Rows);

    /// <summary>The true values of one target, <c>[rows]</c>.</summary>
    public ReadOnlySpan<double> Truth(int target = 0) => _truth.AsSpan(target * Rows, Rows);

    private static double[] Widen(ReadOnlySpan<float> values)
    {
        var wide = new double[values.Length];
        for (var i = 0; i < wide.Length; i++) wide[i] = values[i];
        return wide;
    }
}
