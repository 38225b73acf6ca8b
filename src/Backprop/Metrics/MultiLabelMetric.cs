namespace Backprop;

/// <summary>A metric of the probabilities of labels that may hold together (or not at all) against which did hold.</summary>
public abstract class MultiLabelMetric : Metric
{
    /// <summary>Its value; NaN without rows.</summary>
    public double Compute(MultiLabelResults results) => results.Rows == 0 ? double.NaN : Evaluate(results);

    /// <summary>Its value for at least one row. Sums are taken in double, in the order of rows and labels.</summary>
    protected abstract double Evaluate(MultiLabelResults results);
}
