namespace Backprop;

/// <summary>The mean of the labels' areas under the receiver operating characteristic, over the labels that are true of some rows and not of all; NaN without one.</summary>
internal sealed class LabelRocAuc : MultiLabelMetric
{
    /// <inheritdoc/>
    public override string Name => "roc_auc";

    /// <inheritdoc/>
    public override bool HigherIsBetter => true;

    /// <inheritdoc/>
    protected override double Evaluate(MultiLabelResults results)
    {
        var (sum, defined) = (0.0, 0);
        for (var l = 0; l < results.Labels; l++)
        {
            if (results.Actual[l] == 0 || results.Actual[l] == results.Rows) continue;
            var scores = new double[results.Rows];
            var positive = new bool[results.Rows];
            for (var row = 0; row < scores.Length; row++)
                (scores[row], positive[row]) = (results.Probability(row, l), results.IsTrue(row, l));
            sum += RankArea.Of(scores, positive);
            defined++;
        }
        return sum / defined;
    }
}
