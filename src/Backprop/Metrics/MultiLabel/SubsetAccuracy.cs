namespace Backprop;

/// <summary>The share of rows whose labels are all right.</summary>
internal sealed class SubsetAccuracy : MultiLabelMetric
{
    /// <inheritdoc/>
    public override string Name => "subset_accuracy";

    /// <inheritdoc/>
    public override bool HigherIsBetter => true;

    /// <inheritdoc/>
    protected override double Evaluate(MultiLabelResults results)
    {
        var right = 0L;
        for (var row = 0; row < results.Rows; row++)
        {
            var label = 0;
            while (label < results.Labels && results.IsPredicted(row, label) == results.IsTrue(row, label)) label++;
            if (label == results.Labels) right++;
        }
        return (double)right / results.Rows;
    }
}
