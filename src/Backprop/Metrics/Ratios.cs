namespace Backprop;

/// <summary>Precision, recall and F1 from counts; where nothing is counted they are 0, as scikit-learn's are by default.</summary>
internal static class Ratios
{
    /// <summary>Hits of what was predicted.</summary>
    public static double Precision(long hits, long predicted, long actual) => predicted == 0 ? 0 : (double)hits / predicted;

    /// <summary>Hits of what was there.</summary>
    public static double Recall(long hits, long predicted, long actual) => actual == 0 ? 0 : (double)hits / actual;

    /// <summary>F1 = 2·hits / (predicted + actual), the harmonic mean of precision and recall.</summary>
    public static double F1(long hits, long predicted, long actual) => predicted + actual == 0 ? 0 : 2.0 * hits / (predicted + actual);

    /// <summary>The mean of a ratio over the classes that occur, in truth or in the predictions (scikit-learn's macro average).</summary>
    public static double Macro(ConfusionMatrix confusion, Func<long, long, long, double> ratio)
    {
        var (sum, occurring) = (0.0, 0);
        for (var c = 0; c < confusion.Classes; c++)
        {
            long predicted = confusion.Predicted(c), actual = confusion.Actual(c);
            if (predicted + actual == 0) continue;
            sum += ratio(confusion[c, c], predicted, actual);
            occurring++;
        }
        return sum / occurring;
    }

    /// <summary>A ratio of the second of two classes, the positive one.</summary>
    public static double Positive(ConfusionMatrix confusion, Func<long, long, long, double> ratio) =>
        ratio(confusion[1, 1], confusion.Predicted(1), confusion.Actual(1));

    /// <summary>The mean of a ratio over all labels.</summary>
    public static double Macro(MultiLabelResults results, Func<long, long, long, double> ratio)
    {
        var sum = 0.0;
        for (var l = 0; l < results.Labels; l++) sum += ratio(results.Hits[l], results.Predicted[l], results.Actual[l]);
        return sum / results.Labels;
    }
}
