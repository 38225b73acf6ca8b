namespace Backprop;

/// <summary>
/// The area under the receiver operating characteristic: how often a row of a class scores higher for it than one that is not, ties
/// counting half. Two classes: of the second. More: the mean of one against the rest, over the classes that occur. One class only: NaN.
/// </summary>
internal sealed class RocAuc : ClassificationMetric
{
    /// <inheritdoc/>
    public override string Name => "roc_auc";

    /// <inheritdoc/>
    public override bool HigherIsBetter => true;

    /// <inheritdoc/>
    protected override double Evaluate(ClassificationResults results)
    {
        var (sum, occurring) = (0.0, 0);
        for (var c = results.Classes == 2 ? 1 : 0; c < results.Classes; c++)
        {
            if (results.Classes > 2 && results.Confusion.Actual(c) == 0) continue;
            var scores = new double[results.Rows];
            var positive = new bool[results.Rows];
            for (var row = 0; row < scores.Length; row++)
                (scores[row], positive[row]) = (results.Probabilities(row)[c], results.Truth[row] == c);
            sum += RankArea.Of(scores, positive);
            occurring++;
        }
        return sum / occurring;
    }
}
