namespace Backprop;

/// <summary>How probable each label of some rows was, and which labels were true; a label is predicted above one half.</summary>
public sealed class MultiLabelResults
{
    private readonly float[] _probabilities;
    private readonly bool[] _truth;

    /// <summary>Takes probabilities and truth, each <c>[rows, labels]</c>, row-major.</summary>
    /// <exception cref="ShapeException">The lengths do not fit together.</exception>
    public MultiLabelResults(float[] probabilities, bool[] truth, int labels)
    {
        ArgumentNullException.ThrowIfNull(probabilities);
        ArgumentNullException.ThrowIfNull(truth);
        if (labels < 1 || probabilities.Length != truth.Length || truth.Length % labels != 0)
            throw new ShapeException($"multi-label results expect [rows, {labels}] probabilities and as many truth values, but got {probabilities.Length} and {truth.Length}");
        (Rows, Labels, _probabilities, _truth) = (truth.Length / labels, labels, probabilities, truth);
        (Hits, Predicted, Actual) = (new long[labels], new long[labels], new long[labels]);
        for (var i = 0; i < truth.Length; i++)
        {
            var said = probabilities[i] > 0.5f;
            if (said) Predicted[i % labels]++;
            if (truth[i]) Actual[i % labels]++;
            if (said && truth[i]) Hits[i % labels]++;
        }
    }

    /// <summary>How many rows.</summary>
    public int Rows { get; }

    /// <summary>How many labels.</summary>
    public int Labels { get; }

    /// <summary>How often each label was predicted and true, <c>[labels]</c>.</summary>
    internal long[] Hits { get; }

    /// <summary>How often each label was predicted, <c>[labels]</c>.</summary>
    internal long[] Predicted { get; }

    /// <summary>How often each label was true, <c>[labels]</c>.</summary>
    internal long[] Actual { get; }

    /// <summary>The probability that a label holds for a row.</summary>
    public double Probability(int row, int label) => _probabilities[row * Labels + label];

    /// <summary>Whether a label is true of a row.</summary>
    public bool IsTrue(int row, int label) => _truth[row * Labels + label];

    /// <summary>Whether a label was predicted for a row: its probability is above one half.</summary>
    public bool IsPredicted(int row, int label) => _probabilities[row * Labels + label] > 0.5f;
}
