using System.Globalization;

namespace Backprop;

/// <summary>What a classifier said of some rows, and what was true.</summary>
public sealed class ClassificationResults
{
    private readonly float[] _probabilities;
    private readonly int[] _truth, _predicted;

    /// <summary>Takes probabilities <c>[rows, classes]</c>, row-major, and the true class of each row.</summary>
    /// <param name="probabilities">Each row's sum is 1; for two classes both columns.</param>
    /// <param name="truth">One class number in [0, classes) a row.</param>
    /// <param name="classes">At least 2; unless <paramref name="names"/> are given their number counts.</param>
    /// <param name="names">The classes' names for the confusion matrix; their numbers if left out.</param>
    /// <exception cref="ShapeException">The lengths do not fit together.</exception>
    /// <exception cref="BackpropException">A label outside of [0, classes).</exception>
    public ClassificationResults(float[] probabilities, int[] truth, int classes, IReadOnlyList<string>? names = null)
    {
        ArgumentNullException.ThrowIfNull(probabilities);
        ArgumentNullException.ThrowIfNull(truth);
        if (classes < 2 || probabilities.Length != (long)truth.Length * classes)
            throw new ShapeException($"classification results expect [{truth.Length}, {classes}] probabilities for {truth.Length} labels of at least 2 classes, but got {probabilities.Length} numbers");
        if (names is not null && names.Count != classes)
            throw new ShapeException($"classification results of {classes} classes expect as many names, but got {names.Count}");
        (Classes, _probabilities, _truth, _predicted) = (classes, probabilities, truth, new int[truth.Length]);
        Confusion = new ConfusionMatrix(names ?? [.. Enumerable.Range(0, classes).Select(c => c.ToString(CultureInfo.InvariantCulture))]);
        for (var row = 0; row < truth.Length; row++)
        {
            if ((uint)truth[row] >= (uint)classes)
                throw new BackpropException($"classification results: row {row + 1} has label {truth[row]}, expected one of 0 to {classes - 1}");
            var p = Probabilities(row);
            var best = 0;
            for (var c = 1; c < classes; c++)
                if (p[c] > p[best]) best = c;
            _predicted[row] = best;
            Confusion.Add(truth[row], best);
        }
    }

    /// <summary>How many rows.</summary>
    public int Rows => _truth.Length;

    /// <summary>How many classes.</summary>
    public int Classes { get; }

    /// <summary>True classes against predicted ones.</summary>
    public ConfusionMatrix Confusion { get; }

    /// <summary>The true class of each row.</summary>
    public ReadOnlySpan<int> Truth => _truth;

    /// <summary>The most probable class of each row, the first among equals.</summary>
    public ReadOnlySpan<int> Predicted => _predicted;

    /// <summary>The probabilities of a row, <c>[classes]</c>.</summary>
    public ReadOnlySpan<float> Probabilities(int row) => _probabilities.AsSpan(row * Classes, Classes);
}
